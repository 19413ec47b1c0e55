-- For so long nobody picks up what was handed to a colleague and rings there.
alter table site_settings add column pick_up_lock_ms integer not null default 0;
