-- Messages that were heard, by whom first; a message marked as new again has no row.
create table message_heard (
  recording_id text primary key,
  at integer not null,
  user_id text not null
) strict, without rowid;
create index recording_message on recording (started_at) where kind = 'message';

-- The line between an agent and the leaders of the agent's teams; one line an agent.
create table chat_message (
  seq integer primary key,
  agent_id text not null,
  from_id text not null,
  at integer not null,
  text text not null
) strict;
create index chat_agent on chat_message (agent_id, seq);
create table chat_read (
  agent_id text not null,
  reader_id text not null,
  seq integer not null,
  primary key (agent_id, reader_id)
) strict, without rowid;
