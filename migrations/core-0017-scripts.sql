-- What an agent may say: short phrases, and whole scripts. queues: JSON of queue ids, empty = for every call.
create table script (
  id text primary key,
  kind text not null check (kind in ('phrase', 'script')),
  name text not null,
  text text not null,
  queues text not null,
  place integer not null
) strict, without rowid;

-- How a call came out, as agents choose it. One that is retired keeps its words for the calls that have it.
create table disposition (
  code text primary key,
  zh text not null,
  en text not null,
  place integer not null,
  retired integer not null
) strict, without rowid;
insert into disposition (code, zh, en, place, retired) values
  ('solved', '已解决', 'Solved', 1, 0),
  ('follow-up', '需跟进', 'Follow-up', 2, 0),
  ('handed-over', '移交执行', 'Handed over', 3, 0),
  ('wrong-number', '拨错号码', 'Wrong number', 4, 0),
  ('complaint', '投诉', 'Complaint', 5, 0),
  ('other', '其他', 'Other', 6, 0);
