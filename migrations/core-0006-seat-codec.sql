-- What a seat is sent: 'auto' as its link needs, 'opus' always. A person's null: as the site says.
alter table user add column seat_codec text;
-- One row, once it is not the default.
create table site_settings (
  one integer primary key check (one = 1),
  seat_codec text not null
) strict;
