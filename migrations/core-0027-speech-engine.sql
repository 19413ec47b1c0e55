-- The address of a text-to-speech service; one row once there is one. The key never leaves in a reply.
create table speech_settings (
  one integer primary key check (one = 1),
  url text not null,
  key text not null
) strict;
