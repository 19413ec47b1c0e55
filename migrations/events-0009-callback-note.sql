-- What the customer said a call-back is about.
alter table callback add column note text not null default '';
