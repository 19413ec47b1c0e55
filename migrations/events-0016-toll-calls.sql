-- Calls out, for the guards against toll fraud: whose, by which line, what they cost. A month is kept.
-- agent_id null: no agent asked for it. Null while it lives: ms, what of it is paid for, and its cost (ten-thousandths of the currency).
create table toll_call (
  leg_id text primary key,
  at integer not null,
  agent_id text,
  line_id text not null,
  class text not null,
  number text not null,
  answered_at integer,
  ms integer,
  paid_ms integer,
  cost integer
) strict, without rowid;
create index toll_call_class on toll_call (class, at);
create index toll_call_open on toll_call (at) where ms is null;
-- What a guard has barred. guard: cap:ID, calls, same-prefix, short; subject: an id, digits, or 'site'.
create table toll_block (
  id text primary key,
  guard text not null,
  reason text not null,
  scope text not null,
  subject text not null,
  per text,
  most integer not null,
  since integer not null,
  ended_at integer,
  ended_by text
) strict, without rowid;
create index toll_block_subject on toll_block (guard, subject);
