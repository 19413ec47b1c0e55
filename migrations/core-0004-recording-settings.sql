-- One row, once it is not the default: how recordings are kept. Days 0 = never.
create table recording_settings (
  one integer primary key check (one = 1),
  floor_percent real not null,
  floor_bytes integer not null
) strict;
