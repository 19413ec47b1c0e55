-- Prompts as a library: what each is called and kept under, every version of its sound, and which one callers hear.
create table prompt_category (
  id text primary key,
  name text not null
) strict, without rowid;

-- A built-in prompt has a row here once somebody has described it, any other from its first day.
create table prompt_entry (
  name text primary key,
  title text not null,
  description text not null,
  category text not null,
  deleted_at integer
) strict, without rowid;

-- Versions are only ever added; a deleted prompt keeps its own until it comes back.
create table prompt_version (
  name text not null,
  language text not null,
  version integer not null,
  sha256 text not null,
  duration_ms integer not null,
  origin text not null,
  text text not null,
  made_at integer not null,
  made_by text references user (id),
  primary key (name, language, version)
) strict, without rowid;

-- The version heard; none, or 0: the program's own.
create table prompt_current (
  name text not null,
  language text not null,
  version integer not null,
  primary key (name, language)
) strict, without rowid;

insert into prompt_version select name, language, 1, sha256, duration_ms, 'upload', '', updated_at, null from prompt;
insert into prompt_current select name, language, 1 from prompt;
drop table prompt;

create table music_list (
  name text primary key,
  title text not null,
  tracks text not null
) strict, without rowid;
insert into music_list values
  ('music-mix', '干线音乐 Trunkline music', '["music","music-morning","music-river","music-evening"]');
