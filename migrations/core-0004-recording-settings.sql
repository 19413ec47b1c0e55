-- One row, once it is not the default: how recordings are kept. archive_after_days null = never, 0 = at
-- once; keep_days 0 = for ever.
create table recording_settings (
  one integer primary key check (one = 1),
  floor_percent real not null,
  floor_bytes integer not null,
  archive_after_days integer,
  keep_days integer not null
) strict;
