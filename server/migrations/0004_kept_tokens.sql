-- A new password ends what was begun with the former one, except the access token with which its user set it: its digest
-- is kept here, until everything is revoked.
alter table app_user add column kept_token text;
