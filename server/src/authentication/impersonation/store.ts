import type { Json } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, sql, tables } from "../../platform/db/sql.ts";

/** Deletes the configurations that name a user, rather than a group or buyer. */
export async function dropConfigsOf(db: TenantDb, userKey: number): Promise<void> {
  await db.run(
    tables
      .deleteFrom("impersonation_config")
      .where("marketplace_id", "=", db.marketplaceId)
      .where((of) => of.or([of("user_key", "=", userKey), of("impersonation_user_key", "=", userKey)])),
  );
}

/** Facts of an API client about the buyers it is for. */
export interface ClientReach {
  readonly id: string;
  /** The buyer of its default context user. */
  readonly defaultBuyer: string | null;
  /** Assigned buyers, two at most. */
  readonly assigned: Json;
  readonly anyBuyer: boolean;
}

/** `undefined` when there is no such client. */
export const clientReach = (db: TenantDb, id: string): Promise<ClientReach | undefined> =>
  db.row(sql`
    select c.id, u.buyer_id as "defaultBuyer", c.allow_any_buyer as "anyBuyer",
      (select coalesce(jsonb_agg(b.buyer_id), '[]') from (
        select a.buyer_id from api_client_assignment a
        where a.marketplace_id = ${db.marketplaceId} and a.api_client_id = ${id.toLowerCase()} and a.buyer_id is not null limit 2) b) as assigned
    from api_client c
    left join app_user u on u.marketplace_id = ${db.marketplaceId} and u.key = c.default_context_user_key
    where c.marketplace_id = ${db.marketplaceId} and c.id = ${id.toLowerCase()}`);

/** The key of a buyer's user, and whether there is such a buyer at all. */
export async function findTarget(
  db: TenantDb,
  buyerId: string,
  userId: string,
): Promise<{ readonly buyerId: string; readonly userKey: number | null } | undefined> {
  return db.row(
    tables
      .selectFrom("buyer as b")
      .leftJoin("app_user as u", (on) =>
        on
          .onRef("u.marketplace_id", "=", "b.marketplace_id")
          .onRef("u.buyer_id", "=", "b.id")
          .on("u.hidden", "=", false)
          .on(idIs("u.id", userId)),
      )
      .select(["b.id as buyerId", "u.key as userKey"])
      .where("b.marketplace_id", "=", db.marketplaceId)
      .where(idIs("b.id", buyerId)),
  );
}

/** Roles and custom roles of the profiles of every configuration that lets somebody act as a buyer's user. */
export async function permittedRoles(
  db: TenantDb,
  impersonator: { readonly userKey: number; readonly buyerId: string | null },
  target: { readonly clientId: string; readonly buyerId: string; readonly userKey: number },
): Promise<string[]> {
  const memberOf = (group: string, userKey: number) => sql`exists (select from user_group_member m
    where m.marketplace_id = c.marketplace_id and m.group_key = ${sql.ref(`c.${group}`)} and m.user_key = ${userKey})`;
  const rows = await db.rows<{ roles: Json }>(sql`
    select p.roles || p.custom_roles as roles from impersonation_config c
    join security_profile p on p.marketplace_id = c.marketplace_id and p.id = c.security_profile_id
    where c.marketplace_id = ${db.marketplaceId} and c.client_id = ${target.clientId}
      and c.impersonation_buyer_id is not distinct from ${impersonator.buyerId}
      and (c.impersonation_user_key is null or c.impersonation_user_key = ${impersonator.userKey})
      and (c.impersonation_group_key is null or ${memberOf("impersonation_group_key", impersonator.userKey)})
      and (c.buyer_id is null or c.buyer_id = ${target.buyerId})
      and (c.user_key is null or c.user_key = ${target.userKey})
      and (c.group_key is null or ${memberOf("group_key", target.userKey)})`);
  return rows.flatMap(({ roles }) => roles.value as string[]);
}
