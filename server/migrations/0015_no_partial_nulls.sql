-- A distributed database refuses foreign keys that set a part of themselves to null. Approvals keep the keys of a group and a
-- user that are gone: keys are never given again, and nobody finds anybody by them. What submitted orders got of a promotion
-- forgets its ID before the promotion goes.
alter table order_approval drop constraint order_approval_group_fkey, drop constraint order_approval_submitter_fkey;
alter table order_promotion drop constraint order_promotion_promotion_fkey,
  add constraint order_promotion_promotion_fkey foreign key (marketplace_id, promotion_id)
    references promotion (marketplace_id, id) deferrable initially deferred;
