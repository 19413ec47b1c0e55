-- Message boxes with settings of their own. Every agent, queue and team has a box by its id without a row here.
-- agents, teams: JSON lists of who hears it beside those. Null: as the flow says, or without a limit.
create table message_box (
  id text primary key,
  name text not null,
  agents text not null,
  teams text not null,
  greeting_prompt text,
  saved_prompt text,
  max_ms integer,
  notice integer not null,
  most integer,
  keep_days integer
) strict, without rowid;
