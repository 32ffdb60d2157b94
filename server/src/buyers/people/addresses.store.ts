import type { AddressAssignment } from "@orderwell/contract";
import { AssignmentTable } from "../../parties/index.ts";
import { type RawBuilder, refersTo, sql } from "../../platform/db/sql.ts";

const addressId = sql`(select x.id from address x where x.marketplace_id = t.marketplace_id and x.key = t.address_key)`;

export const addressAssignments = new AssignmentTable<AddressAssignment>("address_assignment", {
  levels: ["Company", "Group", "User"],
  company: "buyer",
  select: { AddressID: addressId, IsShipping: sql`t.is_shipping`, IsBilling: sql`t.is_billing` },
  key: sql`marketplace_id, address_key, coalesce(group_key, 0), coalesce(user_key, 0)`,
});

/** The conditions that an assignment is of an address and allows shipping or billing to it, as far as either is asked. */
export const granting = (
  marketplaceId: string,
  id: string | undefined,
  shipping: boolean | undefined,
  billing: boolean | undefined,
): RawBuilder<boolean>[] => [
  ...(id ? [refersTo("t.address_key", marketplaceId, "address", id, "key")] : []),
  ...(shipping === undefined ? [] : [sql<boolean>`t.is_shipping = ${shipping}`]),
  ...(billing === undefined ? [] : [sql<boolean>`t.is_billing = ${billing}`]),
];
