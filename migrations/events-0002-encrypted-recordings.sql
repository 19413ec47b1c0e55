-- How the sound is kept: 'wav' (plain, of before), 'g711' (as the gateway wrote it), 'opus' (archived).
alter table recording add column format text not null default 'wav';
-- [{atMs, ms, kind}]: what was paused or masked.
alter table recording add column gaps text not null default '[]';
alter table recording add column archived_at integer;
-- The row stays when the sound is deleted.
alter table recording add column deleted_at integer;
create index recording_age on recording (state, started_at);
