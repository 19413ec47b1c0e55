-- The truth of this site: every input that changed a machine, in commit order.
create table event (
  seq integer primary key,
  at integer not null,
  machine text not null,
  machine_id text not null,
  call_id text,
  type text not null,
  data text not null
) strict;
create index event_call on event (call_id, seq) where call_id is not null;
create index event_machine on event (machine, machine_id, seq);

-- Machine instances that have not ended: what is replayed at start.
create table open_machine (
  machine text not null,
  machine_id text not null,
  first_seq integer not null,
  primary key (machine, machine_id)
) strict, without rowid;

-- The last fact of each gateway boot that is on disk.
create table gateway_boot (
  gateway_id text not null,
  boot_id text not null,
  facts_through integer not null,
  seen_at integer not null,
  primary key (gateway_id, boot_id)
) strict, without rowid;

-- One row per ended call, written in the transaction of its last event.
create table call_record (
  id text primary key,
  direction text not null,
  customer text not null,
  did text not null,
  line_id text,
  queue_id text,
  agent_id text,
  started_at integer not null,
  answered_at integer,
  ended_at integer not null,
  menu_ms integer not null,
  wait_ms integer not null,
  ring_ms integer not null,
  talk_ms integer not null,
  hold_ms integer not null,
  outcome text not null,
  cause text not null,
  ended_by text not null,
  path text not null
) strict, without rowid;
create index call_record_started on call_record (started_at);
create index call_record_customer on call_record (customer, started_at);
create index call_record_agent on call_record (agent_id, started_at);

create table decision (
  seq integer primary key,
  at integer not null,
  call_id text not null,
  queue_id text not null,
  data text not null
) strict;
create index decision_call on decision (call_id, seq);

create table call_note (
  call_id text primary key,
  agent_id text,
  customer_id text,
  note text not null,
  disposition text not null,
  updated_at integer not null
) strict, without rowid;

-- kind: 'call' or 'message'; state: uploading, ready, failed, deleted.
create table recording (
  id text primary key,
  call_id text not null,
  kind text not null,
  box text,
  state text not null,
  started_at integer not null,
  duration_ms integer not null,
  bytes integer not null,
  sha256 text not null,
  peaks text,
  recovered integer not null,
  detail text not null
) strict, without rowid;
create index recording_call on recording (call_id);

-- Hash chain: hash = sha256(previous hash, seq, at, user, action, object, detail, source).
create table audit (
  seq integer primary key,
  at integer not null,
  user_id text,
  action text not null,
  object text not null,
  detail text not null,
  source text not null,
  hash text not null
) strict;
create trigger audit_no_update before update on audit begin select raise(abort, 'audit is append-only'); end;
create trigger audit_no_delete before delete on audit begin select raise(abort, 'audit is append-only'); end;

-- Configuration that inputs refer to (a flow, a queue, opening hours as they were), once each.
create table configuration (
  hash text primary key,
  data text not null
) strict, without rowid;
create index event_counted on event (at) where type in ('enter', 'accept', 'leave', 'dialed');
