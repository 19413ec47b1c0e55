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

-- Every alarm with its time; until is null while it lasts. What it is about, the value that raised it and the limit, where it has these.
create table alarm (
  seq integer primary key,
  alarm_id text not null,
  code text not null,
  subject text not null,
  detail text not null,
  queue_id text,
  agent_id text,
  call_id text,
  value real,
  limit_value real,
  since integer not null,
  until integer,
  acknowledged_by text,
  acknowledged_at integer
) strict;
create index alarm_open on alarm (alarm_id) where until is null;

-- What agents who had a call before its last one have noted of it.
create table call_note_before (
  call_id text not null,
  agent_id text not null,
  note text not null,
  disposition text not null,
  updated_at integer not null,
  primary key (call_id, agent_id)
) strict, without rowid;
