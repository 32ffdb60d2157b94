-- Classes are found by a digest of their signature, which is stored: where there are so few that the planner reads all of
-- them, it was worked out anew for each by every write of a product's place.
drop index visibility_class_signature_key;
alter table visibility_class add column digest text collate "C" not null generated always as (md5(signature)) stored;
create unique index visibility_class_digest_key on visibility_class (marketplace_id, digest);
