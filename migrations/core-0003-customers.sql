create table customer (
  id text primary key,
  name text not null,
  number text not null unique,
  company text not null,
  note text not null,
  vip integer not null,
  created_at integer not null,
  updated_at integer not null
) strict, without rowid;
create index customer_updated on customer (updated_at);
