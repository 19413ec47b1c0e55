-- How each call-back came out; what is open is in the machines. asked_by: the call in which a key was pressed, or the user.
create table callback (
  id text primary key,
  number text not null,
  queue_id text not null,
  language text not null,
  place integer not null,
  wished_at integer,
  asked_at integer not null,
  asked_by text not null,
  tries integer not null,
  pause_ms integer not null,
  tried integer not null,
  result text not null,
  cause text,
  call_id text,
  ended_at integer not null
) strict, without rowid;
create index callback_ended on callback (ended_at);
