-- Until when a customer is served before others (VIP, red list), null = for good; and why.
alter table customer add column priority_until integer;
alter table customer add column priority_note text not null default '';
