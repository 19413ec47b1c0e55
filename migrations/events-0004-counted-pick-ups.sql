-- Calls that a colleague picked up are counted, and waits learned from them, as from those who were offered them.
drop index event_counted;
create index event_counted on event (at)
where type in ('enter', 'offer', 'accept', 'pick-up', 'leave', 'dialed', 'queue.left', 'talking', 'call-ended');
