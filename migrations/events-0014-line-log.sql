-- What the gateway has said of each line's state, in order; the oldest go (line-log.ts).
create table line_state (
  seq integer primary key,
  line_id text not null,
  at integer not null,
  state text not null,
  fault text,
  detail text not null
) strict;
create index line_state_line on line_state (line_id, seq);
create index call_record_line on call_record (line_id, started_at) where line_id is not null;
