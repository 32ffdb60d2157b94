-- What announces something may say that it is delivered later: what the announcing process does itself right after the
-- commit is only left to a delivery when that process ends before.
do $$ begin
  if exists (select from pg_roles where rolname = 'orderwell_app') then
    grant insert (due_at) on outbox.delivery to orderwell_app;
  end if;
end $$;
