-- What an agent is told until it is read, one row for each who is told. `kind` picks the sentence; 'line' is somebody's own words.
create table notice (
  id text primary key,
  kind text not null,
  agent_id text not null,
  from_name text not null,
  text text not null,
  call_id text,
  at integer not null,
  read_at integer
) strict, without rowid;
create index notice_unread on notice (agent_id, at) where read_at is null;
