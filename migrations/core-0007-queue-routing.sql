-- What a queue has beyond its columns: JSON, what it lacks has its default (server/queue/queue-settings.ts).
alter table queue add column settings text not null default '{}';
alter table queue_member add column tier integer not null default 1;

create table team (
  id text primary key,
  name text not null
) strict, without rowid;

create table team_member (
  team_id text not null references team (id) on delete cascade,
  user_id text not null references user (id) on delete cascade,
  primary key (team_id, user_id)
) strict, without rowid;
create index team_member_user on team_member (user_id);

create table skill (
  id text primary key,
  name text not null
) strict, without rowid;

-- level: 1-10.
create table skill_level (
  skill_id text not null references skill (id) on delete cascade,
  user_id text not null references user (id) on delete cascade,
  level integer not null,
  primary key (skill_id, user_id)
) strict, without rowid;
create index skill_level_user on skill_level (user_id);

create table queue_team (
  queue_id text not null references queue (id) on delete cascade,
  team_id text not null references team (id) on delete cascade,
  tier integer not null,
  place integer not null,
  primary key (queue_id, team_id)
) strict, without rowid;

-- The agent who looks after this customer: asked first where a queue prefers that.
alter table customer add column agent_id text references user (id) on delete set null;
