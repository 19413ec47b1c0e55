-- 1: agents see that a supervisor is at their call.
alter table site_settings add column supervise_told integer not null default 0;
