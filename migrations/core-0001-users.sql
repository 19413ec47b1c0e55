-- People who sign in. `password` is an argon2id hash; null = sign-in by link only.
create table user (
  id text primary key,
  number text not null unique,
  name text not null,
  role text not null check (role in ('agent', 'supervisor', 'administrator')),
  language text not null,
  password text,
  disabled integer not null,
  created_at integer not null,
  updated_at integer not null
) strict, without rowid;

-- hash = sha256 of the 256-bit token in the cookie.
create table session (
  hash text primary key,
  user_id text not null references user (id) on delete cascade,
  created_at integer not null,
  seen_at integer not null,
  source text not null
) strict, without rowid;
create index session_user on session (user_id);

-- One-time sign-in links; hash = sha256 of the token in the link.
create table sign_in_link (
  hash text primary key,
  user_id text not null references user (id) on delete cascade,
  expires_at integer not null,
  used_at integer
) strict, without rowid;
