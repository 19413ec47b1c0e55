-- Hours are forced until then; null: until somebody says otherwise.
alter table hours add column forced_until integer;
-- How far a person may call (分机等级). No row: as the rules for calls out say.
create table dial_class (user_id text primary key references user (id) on delete cascade, class text not null) strict, without rowid;
