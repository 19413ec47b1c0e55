-- Customers of the red list (红名单): served before others where a queue says so. 0 or 1.
alter table customer add column red integer not null default 0;
