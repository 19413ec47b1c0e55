-- What the day's counters are rebuilt from: offers and talks are counted too.
drop index event_counted;
create index event_counted on event (at)
where type in ('enter', 'offer', 'accept', 'leave', 'dialed', 'queue.left', 'talking', 'call-ended');
