-- Inbound rules in their order; `rule` is JSON. And forced handling: one row, once somebody has set it, with who did and when.
create table inbound_rule (id text primary key, position integer not null, rule text not null) strict;
create table forced_inbound (
  one integer primary key check (one = 1),
  is_on integer not null,
  step text not null,
  set_by text not null,
  set_at integer not null
) strict;
