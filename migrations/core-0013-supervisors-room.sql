-- Two more roles: the attendant of a console, and an account that only shows a wallboard. A check cannot be widened in place, and dropping the table would
-- take along what refers to it: the column is replaced.
alter table user rename column role to role_before;
alter table user add column role text not null default 'agent'
  check (role in ('agent', 'attendant', 'supervisor', 'administrator', 'wallboard'));
update user set role = role_before;
alter table user drop column role_before;

-- What a supervisor reaches: the whole site, or the agents and queues of the teams led.
alter table user add column reach text not null default 'all' check (reach in ('all', 'teams'));
create table led_team (
  user_id text not null references user (id) on delete cascade,
  team_id text not null references team (id) on delete cascade,
  primary key (user_id, team_id)
) strict, without rowid;
