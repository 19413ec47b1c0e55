-- Days with hours of their own: holidays, and weekends that are worked. JSON, as `spans`.
alter table hours add column special text not null default '[]';
