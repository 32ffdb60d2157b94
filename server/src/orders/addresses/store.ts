import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql } from "../../platform/db/sql.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";

/** What an order may use an address for. */
export type AddressUse = "shipping" | "billing";

/** A saved address as an order takes it over. */
export interface AddressCopy {
  readonly id: string;
  readonly copy: Json;
}

interface Row {
  readonly id: string;
  readonly copy: Json;
  readonly shipping: boolean | null;
  readonly billing: boolean | null;
}

/** Whose addresses an order takes: its buyer's user's, or, without a buyer, the marketplace's own. */
export interface AddressOwner {
  readonly buyer_id: string | null;
  readonly from_user_key: number;
}

/** A saved address of the alias `a` in the shape in which orders keep it. */
export const addressCopy = sql`jsonb_build_object('ID', a.id, 'DateCreated', a.date_created, 'CompanyName', a.company_name,
  'FirstName', a.first_name, 'LastName', a.last_name, 'Street1', a.street1, 'Street2', a.street2, 'City', a.city,
  'State', a.state, 'Zip', a.zip, 'Country', a.country, 'Phone', a.phone, 'AddressName', a.address_name, 'xp', a.xp)`;

/** Whether the user may use the address so, by what it is assigned for; null when it is neither his nor assigned. */
function allowed(db: TenantDb, owner: AddressOwner, use: "shipping" | "billing"): RawBuilder<unknown> {
  if (owner.buyer_id === null) return sql`true`;
  return sql`case when a.private_to = ${owner.from_user_key} then ${sql.ref(`a.${use}`)} else (
    select bool_or(${sql.ref(`x.is_${use}`)}) from address_assignment x
    where x.marketplace_id = ${db.marketplaceId} and x.address_key = a.key
      and (x.user_key = ${owner.from_user_key} or (x.user_key is null and (x.group_key is null or x.group_key in
        (select m.group_key from user_group_member m
          where m.marketplace_id = ${db.marketplaceId} and m.user_key = ${owner.from_user_key}))))) end`;
}

/** Those of the addresses that exist for the order's user, by their folded ID. */
export async function findAddresses(
  db: TenantDb,
  owner: AddressOwner,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Row>> {
  if (ids.length === 0) return new Map();
  const whose = owner.buyer_id === null ? sql`a.buyer_id is null` : sql`a.buyer_id = ${owner.buyer_id}`;
  const rows = await db.rows<Row>(
    sql`select a.id, ${addressCopy} as copy, ${allowed(db, owner, "shipping")} as shipping,
        ${allowed(db, owner, "billing")} as billing
      from address as a
      where a.marketplace_id = ${db.marketplaceId} and ${whose} and a.supplier_id is null
        and lower(a.id) = any(${ids.map((id) => id.toLowerCase())})`,
  );
  return new Map(rows.map((row) => [row.id.toLowerCase(), row]));
}

/**
 * The address for that use, from what `findAddresses` found.
 *
 * @throws ApiError NotFound (Address) for what the order's user does not see; Address.IsNotShippingAddress.
 */
export function usableAddress(found: ReadonlyMap<string, Row>, id: string, use: AddressUse): AddressCopy {
  const row = found.get(id.toLowerCase());
  if (row === undefined || (row.shipping === null && row.billing === null)) throw notFound("Address", id);
  if (use === "shipping" && !row.shipping) throw apiError("Address.IsNotShippingAddress", { AddressID: row.id });
  if (use === "billing" && !row.billing) throw notFound("Address", id);
  return { id: row.id, copy: row.copy };
}

/** A saved address of the order's user, for that use. @throws as `usableAddress`. */
export async function findAddress(
  db: TenantDb,
  owner: AddressOwner,
  id: string,
  use: AddressUse,
): Promise<AddressCopy> {
  return usableAddress(await findAddresses(db, owner, [id]), id, use);
}

/** A saved address of the marketplace or of a supplier, from which goods are shipped. @throws ApiError NotFound (Address) */
export async function findShipFromAddress(db: TenantDb, supplierId: string | null, id: string): Promise<AddressCopy> {
  const row = await db.row<AddressCopy>(
    sql`select a.id, ${addressCopy} as copy from address as a
      where a.marketplace_id = ${db.marketplaceId} and a.buyer_id is null and lower(a.id) = ${id.toLowerCase()}
        and (a.supplier_id is null or a.supplier_id = ${supplierId})
      order by a.supplier_id nulls last limit 1`,
  );
  if (row === undefined) throw notFound("Address", id);
  return row;
}
