-- The attendant's console: where its calls go while it is out of order, and which flow answers in its place; each with who set it, when.
create table console (
  one integer primary key check (one = 1),
  fault text,
  fault_by text,
  fault_at integer,
  automatic integer not null,
  automatic_flow text,
  automatic_by text,
  automatic_at integer
) strict;
create index number_book_number on number_book (number);
