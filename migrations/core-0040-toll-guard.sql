-- Guards against toll fraud, JSON: one row, once somebody has set them. The calls themselves are with the events.
create table toll_guard (one integer primary key check (one = 1), setting text not null) strict;
drop table dear_call;
