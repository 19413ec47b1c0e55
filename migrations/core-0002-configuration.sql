create table queue (
  id text primary key,
  name text not null,
  strategy text not null,
  priority integer not null,
  ring_ms integer not null,
  wrap_up_ms integer not null,
  max_waiting integer not null,
  max_wait_ms integer not null,
  announce_every_ms integer not null,
  music text not null,
  service_level_ms integer not null,
  no_answer_limit integer not null
) strict, without rowid;

create table queue_member (
  queue_id text not null references queue (id) on delete cascade,
  user_id text not null references user (id) on delete cascade,
  place integer not null,
  primary key (queue_id, user_id)
) strict, without rowid;
create index queue_member_user on queue_member (user_id);

create table hours (
  id text primary key,
  name text not null,
  zone text not null,
  spans text not null,
  forced text not null
) strict, without rowid;

create table flow (
  id text primary key,
  name text not null,
  version integer not null,
  language text not null,
  start text not null,
  nodes text not null
) strict, without rowid;

create table did (
  number text primary key,
  name text not null,
  flow_id text not null references flow (id)
) strict, without rowid;

-- `settings` holds what differs by kind; a SIP trunk's password stands alone and is never read into a reply.
create table line (
  id text primary key,
  kind text not null,
  name text not null,
  enabled integer not null,
  settings text not null,
  password text not null
) strict, without rowid;

-- Prompts uploaded here; the built-in ones are files of the program.
create table prompt (
  name text not null,
  language text not null,
  sha256 text not null,
  duration_ms integer not null,
  updated_at integer not null,
  primary key (name, language)
) strict, without rowid;
