-- How each time of each wake-up call came out; what is open is in the machines. target: a person or a number, as JSON.
create table wake_up (
  id text not null,
  at integer not null,
  target text not null,
  zone text not null,
  repeat text not null,
  language text not null,
  confirm integer not null,
  tries integer not null,
  pause_ms integer not null,
  set_by text not null,
  set_at integer not null,
  result text not null,
  cause text,
  answered_at integer,
  tried integer not null,
  call_id text,
  ended_at integer not null,
  primary key (id, at)
) strict, without rowid;
create index wake_up_ended on wake_up (ended_at);
