-- A message thrown away waits in the bin until it is purged; null: it is not there.
alter table recording add column binned_at integer;
create index recording_bin on recording (binned_at) where binned_at is not null;

-- What people say of a message, and when it was done.
create table message_state (
  recording_id text primary key,
  handled_at integer,
  handled_by text,
  note text not null,
  transcript text not null
) strict, without rowid;

-- What was done with a message, in order. box_from and box_to: of a forwarding.
create table message_step (
  seq integer primary key,
  recording_id text not null,
  at integer not null,
  user_id text not null,
  kind text not null,
  box_from text,
  box_to text,
  note text not null
) strict;
create index message_step_recording on message_step (recording_id, seq);
