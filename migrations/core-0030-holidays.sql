-- Public holidays and make-up workdays by year; a year that is not here has not been published or entered. `periods` is JSON.
create table holiday_year (year integer primary key, periods text not null) strict;
-- 2026, as the General Office of the State Council announced it on 4 November 2025.
insert into holiday_year (year, periods) values (2026, '[
 {"from":"2026-01-01","to":"2026-01-03","name":"元旦","kind":"off"},
 {"from":"2026-01-04","to":"2026-01-04","name":"元旦调休","kind":"work"},
 {"from":"2026-02-14","to":"2026-02-14","name":"春节调休","kind":"work"},
 {"from":"2026-02-15","to":"2026-02-23","name":"春节","kind":"off"},
 {"from":"2026-02-28","to":"2026-02-28","name":"春节调休","kind":"work"},
 {"from":"2026-04-04","to":"2026-04-06","name":"清明节","kind":"off"},
 {"from":"2026-05-01","to":"2026-05-05","name":"劳动节","kind":"off"},
 {"from":"2026-05-09","to":"2026-05-09","name":"劳动节调休","kind":"work"},
 {"from":"2026-06-19","to":"2026-06-21","name":"端午节","kind":"off"},
 {"from":"2026-09-20","to":"2026-09-20","name":"国庆节调休","kind":"work"},
 {"from":"2026-09-25","to":"2026-09-27","name":"中秋节","kind":"off"},
 {"from":"2026-10-01","to":"2026-10-07","name":"国庆节","kind":"off"},
 {"from":"2026-10-10","to":"2026-10-10","name":"国庆节调休","kind":"work"}
]');
-- Hours that go by this calendar: JSON with the weekday whose spans a make-up workday has; null = they do not.
alter table hours add column calendar text;
