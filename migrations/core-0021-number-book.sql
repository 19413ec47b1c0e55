-- Short numbers and names for numbers that are dialled often (F211, F212).
create table number_book (
  short text primary key,
  number text not null,
  name text not null
) strict, without rowid;
