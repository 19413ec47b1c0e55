-- Calls of this person's are answered by themselves, after a beep.
alter table user add column auto_answer integer not null default 0;
-- A call in which nobody speaks: when the agent is asked (0 = never), and how long after that it is ended.
alter table site_settings add column quiet_prompt_ms integer not null default 180000;
alter table site_settings add column quiet_end_ms integer not null default 30000;
