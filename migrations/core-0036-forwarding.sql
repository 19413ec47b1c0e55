-- Where the calls of a person go on to; `rules` is JSON. No row: nobody has set anything.
create table forwarding (
  agent_id text primary key,
  is_on integer not null,
  rules text not null,
  set_by text not null,
  set_at integer not null
) strict, without rowid;

-- F052: outside calls may be transferred to persons who are not signed in.
alter table site_settings add column transfer_to_away integer not null default 1;
