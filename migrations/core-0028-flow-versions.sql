-- Flows as versions: what is live, every one that has been, the draft that is worked on, and the tests they pass.
alter table flow add column after_hang_up text not null default '';

create table flow_version (
  flow_id text not null,
  version integer not null,
  definition text not null,
  layout text not null,
  note text not null,
  author_id text,
  published_at integer not null,
  primary key (flow_id, version)
) strict, without rowid;

create table flow_draft (
  flow_id text primary key,
  -- Grows with each save: who saves over another's work is told.
  revision integer not null,
  definition text not null,
  layout text not null,
  author_id text,
  updated_at integer not null
) strict, without rowid;

create table flow_test (
  id text primary key,
  flow_id text not null,
  name text not null,
  given text not null,
  expected text not null
) strict, without rowid;
create index flow_test_flow on flow_test (flow_id);

insert into flow_version (flow_id, version, definition, layout, note, author_id, published_at)
select id, version,
  json_object('id', id, 'name', name, 'version', version, 'language', language, 'start', start, 'nodes', json(nodes)),
  '{}', '', null, 0 from flow;
