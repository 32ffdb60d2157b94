-- A full synchronization whose step is given up has failed, and says why: a new one can begin.
alter table full_sync drop constraint full_sync_status_check;
alter table full_sync add constraint full_sync_status_check
  check (status in ('Running', 'Completed', 'Canceled', 'Failed'));
alter table full_sync add column error text;
