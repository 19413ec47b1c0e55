-- When an alarm rises: JSON of the limits that are not the default (server/alarm/alarm-limits.ts). queue_id '' = the site.
create table alarm_limits (
  queue_id text primary key,
  limits text not null
) strict, without rowid;
