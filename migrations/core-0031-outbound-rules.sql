-- Outbound rules and their settings, JSON: one row, once somebody has set them.
create table outbound_setting (one integer primary key check (one = 1), setting text not null) strict;
-- Calls abroad and to special numbers, for the caps within an hour; agent_id null = no agent asked for it.
create table dear_call (at integer not null, agent_id text) strict;
create index dear_call_at on dear_call (at);
