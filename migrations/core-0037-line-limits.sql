-- F027: digits of a new person's number, 0 = 3 to 8. F028, F029: limits of calls of lines that have none of their own, 0 = none.
alter table site_settings add column extension_digits integer not null default 0;
alter table site_settings add column max_talk_ms integer not null default 0;
alter table site_settings add column answer_timeout_ms integer not null default 0;
