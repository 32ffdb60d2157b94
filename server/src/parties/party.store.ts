import type { TenantDb } from "../platform/db/session.ts";
import { idIs, type RawBuilder, refersTo, sql, tables } from "../platform/db/sql.ts";

/** Party that something is assigned to: a whole company, one of its groups, or one of its users. */
export type PartyLevel = "Company" | "Group" | "User";

/** A party as bodies and query strings name it; an empty text counts as absent. */
export interface PartyIds {
  readonly BuyerID?: string | null | undefined;
  readonly SupplierID?: string | null | undefined;
  readonly UserGroupID?: string | null | undefined;
  readonly UserID?: string | null | undefined;
}

/** A party as it is stored. Neither buyer nor supplier: the marketplace's own side. */
export interface Party {
  readonly buyerId: string | null;
  readonly supplierId: string | null;
  readonly groupKey: number | null;
  readonly userKey: number | null;
}

/** Kinds of parties that something may be assigned to. */
export interface PartyRules {
  readonly levels: readonly PartyLevel[];
  /** `buyer`: only buyers have it. `any`: suppliers and the marketplace's own side too. */
  readonly company: "buyer" | "any";
}

/** Whether a party is not named; an empty text counts as absent. */
export const absent = (id: string | null | undefined): id is null | undefined | "" =>
  id === null || id === undefined || id === "";

/** IDs in lower case; null where none was given. */
interface FoldedIds {
  readonly buyer: string | null;
  readonly supplier: string | null;
  readonly group: string | null;
  readonly user: string | null;
}

/** What of a party there is, in one trip; groups and users within the buyer or supplier that is named. */
export async function findParty(db: TenantDb, { buyer, supplier, group, user }: FoldedIds): Promise<Party> {
  const within = (alias: "g" | "u"): RawBuilder<boolean> => sql`
    coalesce(lower(${sql.ref(`${alias}.buyer_id`)}), '') = ${buyer ?? ""}
    and coalesce(lower(${sql.ref(`${alias}.supplier_id`)}), '') = ${supplier ?? ""}`;
  const [buyerRow, supplierRow, groupRow, userRow] = await Promise.all([
    buyer === null
      ? undefined
      : db.row(
          tables
            .selectFrom("buyer")
            .select("id")
            .where("marketplace_id", "=", db.marketplaceId)
            .where(idIs("id", buyer)),
        ),
    supplier === null
      ? undefined
      : db.row(
          tables
            .selectFrom("supplier")
            .select("id")
            .where("marketplace_id", "=", db.marketplaceId)
            .where(idIs("id", supplier)),
        ),
    group === null
      ? undefined
      : db.row(
          tables
            .selectFrom("user_group as g")
            .select("g.key")
            .where("g.marketplace_id", "=", db.marketplaceId)
            .where(idIs("g.id", group))
            .where(within("g")),
        ),
    user === null
      ? undefined
      : db.row(
          tables
            .selectFrom("app_user as u")
            .select("u.key")
            .where("u.marketplace_id", "=", db.marketplaceId)
            .where(idIs("u.id", user))
            .where("u.hidden", "=", false)
            .where(within("u")),
        ),
  ]);
  return {
    buyerId: buyerRow?.id ?? null,
    supplierId: supplierRow?.id ?? null,
    groupKey: groupRow?.key ?? null,
    userKey: userRow?.key ?? null,
  };
}

/** What a list of assignments asks for, as conditions over the alias `t`. */
export function conditionsOf(
  marketplaceId: string,
  ids: PartyIds,
  level: string | undefined,
  rules: PartyRules,
): RawBuilder<unknown>[] {
  const { BuyerID: buyer, SupplierID: supplier, UserGroupID: group, UserID: user } = ids;
  return [
    ...(absent(buyer) ? [] : [refersTo("t.buyer_id", marketplaceId, "buyer", buyer)]),
    ...(absent(supplier) ? [] : [refersTo("t.supplier_id", marketplaceId, "supplier", supplier)]),
    ...(absent(group) ? [] : [refersTo("t.group_key", marketplaceId, "user_group", group, "key")]),
    ...(absent(user) ? [] : [refersTo("t.user_key", marketplaceId, "app_user", user, "key")]),
    ...(level === "BuyerGroup" ? [sql`false`] : []),
    ...(level === "User" ? [sql`t.user_key is not null`] : []),
    ...(level === "Group" ? [sql`t.group_key is not null`] : []),
    ...(level === "Company" ? keyColumns(rules).map((column) => sql`${sql.ref(`t.${column}`)} is null`) : []),
  ];
}

/** Columns of an assignment table beneath the company, by the levels it has. */
export const keyColumns = ({ levels }: PartyRules): ("group_key" | "user_key")[] => [
  ...(levels.includes("Group") ? (["group_key"] as const) : []),
  ...(levels.includes("User") ? (["user_key"] as const) : []),
];

/** ID of the group that a row of the alias `t` is for. */
export const userGroupId = sql<string | null>`(select g.id from user_group g
  where g.marketplace_id = t.marketplace_id and g.key = t.group_key)`;

/** ID of the user that a row of the alias `t` is for. */
export const userId = sql<string | null>`(select u.id from app_user u
  where u.marketplace_id = t.marketplace_id and u.key = t.user_key)`;
