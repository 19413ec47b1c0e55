-- A board for a television: which tiles in which order, of which queues (JSON; none = all).
create table wallboard (
  id text primary key,
  name text not null,
  tiles text not null,
  queues text not null
) strict, without rowid;
