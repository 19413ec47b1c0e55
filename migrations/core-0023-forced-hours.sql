-- Who forced hours open or closed, or let them go again, and when.
alter table hours add column forced_by text;
alter table hours add column forced_at integer;
