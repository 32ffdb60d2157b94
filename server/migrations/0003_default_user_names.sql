-- The hidden user that portal tokens act as is called as clients know it, in marketplaces that are there already too.
update app_user set first_name = 'Default User', last_name = 'Default User',
  terms_accepted = coalesce(terms_accepted, date_created),
  password_last_set_date = coalesce(password_last_set_date, date_created)
where hidden;
