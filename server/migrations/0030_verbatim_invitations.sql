-- Extended properties are kept as they were sent: `jsonb` sorts their keys.
alter table group_order_invitation alter column xp type json using xp::json;
