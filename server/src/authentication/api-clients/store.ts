import type { IntegrationEventType } from "@orderwell/contract";
import type { TenantDb } from "../../platform/db/session.ts";
import { type RawBuilder, sql, tables } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";

/** A user by name. @throws ApiError NotFound (User) */
export async function contextUser(
  db: TenantDb,
  username: string,
): Promise<{ key: number; username: string; isBuyer: boolean }> {
  const row = await db.row(
    tables
      .selectFrom("app_user")
      .select((of) => ["key", "username", of("buyer_id", "is not", null).$castTo<boolean>().as("isBuyer")])
      .where("marketplace_id", "=", db.marketplaceId)
      .where("hidden", "=", false)
      .where(sql<boolean>`folded_text(username) = folded_text(${username}::text)`),
  );
  if (row === undefined) throw notFound("User", username);
  return row;
}

/** The stored IDs and types of those of the events that are there, by lower-cased ID. */
export async function integrationEvents(
  db: TenantDb,
  ids: readonly string[],
): Promise<Map<string, { readonly id: string; readonly type: IntegrationEventType }>> {
  const rows = await db.rows(
    tables
      .selectFrom("integration_event")
      .select(["id", (of) => of.ref("event_type").$castTo<IntegrationEventType>().as("type")])
      .where("marketplace_id", "=", db.marketplaceId)
      .where((of) =>
        of(
          of.fn<string>("lower", ["id"]),
          "in",
          ids.map((id) => id.toLowerCase()),
        ),
      ),
  );
  return new Map(rows.map((row) => [row.id.toLowerCase(), row]));
}

/** Admits every user of the marketplace's own side to a client; false when it is not there. */
export async function admitSellers(db: TenantDb, clientId: string): Promise<boolean> {
  const admitted = await db.run(
    tables
      .updateTable("api_client")
      .set({ allow_seller: true })
      .where("marketplace_id", "=", db.marketplaceId)
      .where("id", "=", clientId),
  );
  return admitted > 0;
}

/** Tells whether the alias `c`'s own user is a seller whom the client gives full access. */
const givesFullAccess: RawBuilder<boolean> = sql`c.active
  and (c.maximum_granted_roles = '[]' or c.maximum_granted_roles @> '["FullAccess"]')
  and exists (select from app_user u
    join security_profile_assignment a on a.marketplace_id = u.marketplace_id
      and (a.user_key = u.key
        or a.group_key in (select m.group_key from user_group_member m
          where m.marketplace_id = u.marketplace_id and m.user_key = u.key)
        or (a.user_key is null and a.group_key is null and a.buyer_id is null and a.supplier_id is null))
    join security_profile p on p.marketplace_id = a.marketplace_id and p.id = a.security_profile_id
    where u.marketplace_id = c.marketplace_id and u.key = c.default_context_user_key and u.active
      and u.buyer_id is null and u.supplier_id is null and p.roles @> '["FullAccess"]')`;

/** Tells whether this client, and no other, gives an application of its own full access to the marketplace. */
export async function isLastFullAccess(db: TenantDb, clientId: string): Promise<boolean> {
  const rows = await db.rows<{ id: string }>(sql`
    select c.id from api_client c where c.marketplace_id = ${db.marketplaceId} and ${givesFullAccess} limit 2`);
  return rows.length === 1 && rows[0]?.id === clientId;
}

/** Tells whether an API client acts as the user when nobody signs in. */
export async function isDefaultContextUser(db: TenantDb, userKey: number): Promise<boolean> {
  const client = tables.selectFrom("api_client").select("id").where("marketplace_id", "=", db.marketplaceId);
  return (await db.row(client.where("default_context_user_key", "=", userKey).limit(1))) !== undefined;
}

/** Tells whether some active client admits the marketplace's own users: without one no service gets a token. */
export async function hasSellerClient(db: TenantDb): Promise<boolean> {
  const clients = tables.selectFrom("api_client").select("id").where("marketplace_id", "=", db.marketplaceId);
  const found = await db.row(clients.where("active", "=", true).where("allow_seller", "=", true).limit(1));
  return found !== undefined;
}
