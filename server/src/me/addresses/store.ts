import type { BuyerAddress } from "@orderwell/contract";
import type { Caller } from "../../platform/access/caller.ts";
import { type Page, readPage } from "../../platform/crud/page.ts";
import { Table } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, type RawBuilder, sql } from "../../platform/db/sql.ts";
import { columnsOf } from "../../platform/lists/columns.ts";
import type { ListRequest } from "../../platform/lists/list-request.ts";

const granted = { Shipping: sql`v.shipping`, Billing: sql`v.billing`, Editable: sql`v.editable` };

/** Every address that a user may name, with what for: `v` says so, `t` is the address. */
const seen = new Table("address", "BuyerAddress", { source: sql.table("address"), computed: granted });

const columns = columnsOf(
  Object.fromEntries(Object.entries(granted).map(([name, value]) => [name, { scalar: value, nullable: false }])),
);

/**
 * The addresses a buyer's user sees: private ones, and each that is assigned to them, a group of theirs or their buyer,
 * for whatever any of those assignments allows (docs/behaviour/parties.md §8).
 */
function visible(db: TenantDb, caller: Caller): RawBuilder<unknown> {
  const assigned = sql`select a.address_key, a.is_shipping, a.is_billing from address_assignment a
    where a.marketplace_id = ${db.marketplaceId} and a.buyer_id = ${caller.companyId}`;
  // One branch for each level, since each has its place in the index.
  return sql`(
    select a.address_key as key, bool_or(a.is_shipping) as shipping, bool_or(a.is_billing) as billing, false as editable
    from (
      ${assigned} and a.user_key = ${caller.userKey}
      union all ${assigned} and a.user_key is null and a.group_key is null
      union all ${assigned} and a.user_key is null and a.group_key in (
        select m.group_key from user_group_member m
        where m.marketplace_id = ${db.marketplaceId} and m.user_key = ${caller.userKey})
    ) as a
    group by a.address_key
    union all
    select p.key, p.shipping, p.billing, true from address p
    where p.marketplace_id = ${db.marketplaceId} and p.private_to = ${caller.userKey}
  ) as v join address t on t.marketplace_id = ${db.marketplaceId} and t.key = v.key`;
}

export function listVisible(db: TenantDb, caller: Caller, list: ListRequest): Promise<Page<Row<BuyerAddress>>> {
  return readPage(db, list, { select: seen.select, from: visible(db, caller), where: [], columns });
}

export const findVisible = (db: TenantDb, caller: Caller, id: string): Promise<Row<BuyerAddress> | undefined> =>
  db.row(sql`select ${seen.select} from ${visible(db, caller)} where ${idIs("t.id", id)}`);
