-- Lists of numbers and what stands in them. direction, answer: as in server/protocol/number-lists.ts; answer is JSON.
-- number_list_key holds what is in effect: approved entries by the keys that numbers are looked up with (N2).
create table number_list (
  id text primary key,
  name text not null,
  kind text not null check (kind in ('black', 'red', 'white', 'plain')),
  enabled integer not null,
  direction text not null check (direction in ('in', 'out', 'both')),
  only_these integer not null,
  four_eyes integer not null,
  default_days integer,
  answer text not null
) strict, without rowid;
create table number_list_entry (
  id text primary key,
  list_id text not null references number_list (id) on delete cascade,
  kind text not null check (kind in ('number', 'prefix', 'segment')),
  first text not null,
  last text not null,
  note text not null,
  until_day text,
  until_at integer,
  added_by text not null,
  added_at integer not null,
  approved_by text,
  approved_at integer,
  deleted_at integer
) strict, without rowid;
create index number_list_entry_page on number_list_entry (list_id, id);
create unique index number_list_entry_once on number_list_entry (list_id, kind, first, last) where deleted_at is null;
create table number_list_key (
  key text not null,
  entry_id text not null references number_list_entry (id) on delete cascade,
  list_id text not null,
  until_at integer,
  primary key (key, entry_id)
) strict, without rowid;
create index number_list_key_entry on number_list_key (entry_id);

-- The red list was a mark of customers: it is a list now. Who was both VIP and red keeps the time and the note as a VIP too.
insert into number_list (id, name, kind, enabled, direction, only_these, four_eyes, default_days, answer)
  select 'red', '红名单', 'red', 1, 'both', 0, 1, null, '{"kind":"busy"}' where exists (select 1 from customer where red = 1);
insert into number_list_entry (id, list_id, kind, first, last, note, until_day, until_at, added_by, added_at, approved_by, approved_at)
  select id, 'red', 'number', number, '', priority_note,
    case when priority_until is null then null else strftime('%Y-%m-%d', priority_until / 1000, 'unixepoch', '+8 hours') end,
    priority_until, '', updated_at, '', updated_at
  from customer where red = 1;
insert into number_list_key (key, entry_id, list_id, until_at)
  select '=' || first, id, list_id, until_at from number_list_entry;
update customer set priority_until = null, priority_note = '' where red = 1 and vip = 0;
alter table customer drop column red;
