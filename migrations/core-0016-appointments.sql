-- What an agent promised to do at a time. number: E.164, or a short number's digits; '' where none is needed.
create table appointment (
  id text primary key,
  agent_id text not null references user (id) on delete cascade,
  customer_id text references customer (id) on delete set null,
  call_id text,
  name text not null,
  number text not null,
  at integer not null,
  note text not null,
  status text not null check (status in ('open', 'done', 'cancelled')),
  created_at integer not null,
  updated_at integer not null
) strict, without rowid;
create index appointment_agent on appointment (agent_id, status, at);
create index appointment_at on appointment (status, at);
