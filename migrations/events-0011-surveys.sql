-- What callers answered when they were asked how it was.
create table survey_answer (
  call_id text not null,
  run_id text not null,
  node text not null,
  topic text not null,
  score integer not null,
  queue_id text,
  agent_id text,
  at integer not null,
  primary key (run_id, node)
) strict, without rowid;
create index survey_answer_call on survey_answer (call_id);
create index survey_answer_at on survey_answer (at);
