import { type RawBuilder, sql } from "../platform/db/sql.ts";
import { apiError, notFound } from "../platform/errors/api-error.ts";
import type { UserWork } from "../platform/work/work.ts";

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

const absent = (id: string | null | undefined): id is null | undefined | "" =>
  id === null || id === undefined || id === "";

/** The query arguments of a list or a deletion in the form of a body. */
export const partyIds = (query: {
  readonly buyerID?: string | undefined;
  readonly supplierID?: string | undefined;
  readonly userGroupID?: string | undefined;
  readonly userID?: string | undefined;
}): PartyIds => ({
  BuyerID: query.buyerID,
  SupplierID: query.supplierID,
  UserGroupID: query.userGroupID,
  UserID: query.userID,
});

/**
 * Looks up a party, in one trip (docs/behaviour/catalog.md §7). A buyer's users know no buyer but their own.
 *
 * @throws ApiError PartyAssignment.CannotSpecifyGroupAndUser, .UserLevelNotAllowed, .GroupLevelNotAllowed, .RequiresBuyer,
 *   .CannotSpecifyBuyerAndSupplier; NotFound naming the buyer, supplier, group or user that is not there.
 */
export async function resolveParty(work: UserWork, ids: PartyIds, rules: PartyRules): Promise<Party> {
  checkLevel(ids, rules);
  const { db, actor } = work;
  const [buyer, supplier, group, user] = [ids.BuyerID, ids.SupplierID, ids.UserGroupID, ids.UserID].map((id) =>
    absent(id) ? null : id.toLowerCase(),
  );
  if (rules.company === "buyer" && buyer === null) throw apiError("PartyAssignment.RequiresBuyer");
  if (buyer !== null && supplier !== null) throw apiError("PartyAssignment.CannotSpecifyBuyerAndSupplier");
  if (actor.userType === "Buyer" && buyer !== actor.companyId.toLowerCase()) throw notFound("Buyer", ids.BuyerID);
  const within = (alias: "g" | "u"): RawBuilder<unknown> => sql`
    coalesce(lower(${sql.ref(`${alias}.buyer_id`)}), '') = ${buyer ?? ""}
    and coalesce(lower(${sql.ref(`${alias}.supplier_id`)}), '') = ${supplier ?? ""}`;
  const look = async <Value>(id: string | null | undefined, query: RawBuilder<unknown>): Promise<Value | null> =>
    absent(id) ? null : ((await db.row<{ value: Value }>(query))?.value ?? null);
  const [buyerId, supplierId, groupKey, userKey] = await Promise.all([
    look<string>(
      buyer,
      sql`select id as value from buyer where marketplace_id = ${db.marketplaceId} and lower(id) = ${buyer}`,
    ),
    look<string>(
      supplier,
      sql`select id as value from supplier where marketplace_id = ${db.marketplaceId} and lower(id) = ${supplier}`,
    ),
    look<number>(
      group,
      sql`select g.key as value from user_group g
        where g.marketplace_id = ${db.marketplaceId} and lower(g.id) = ${group} and ${within("g")}`,
    ),
    look<number>(
      user,
      sql`select u.key as value from app_user u
        where u.marketplace_id = ${db.marketplaceId} and lower(u.id) = ${user} and not u.hidden and ${within("u")}`,
    ),
  ]);
  const party: Party = { buyerId, supplierId, groupKey, userKey };
  if (buyer !== null && party.buyerId === null) throw notFound("Buyer", ids.BuyerID);
  if (supplier !== null && party.supplierId === null) throw notFound("Supplier", ids.SupplierID);
  if (group !== null && party.groupKey === null) throw notFound("UserGroup", ids.UserGroupID);
  if (user !== null && party.userKey === null) throw notFound("User", ids.UserID);
  return party;
}

function checkLevel({ UserGroupID, UserID }: PartyIds, { levels }: PartyRules): void {
  if (!absent(UserGroupID) && !absent(UserID)) throw apiError("PartyAssignment.CannotSpecifyGroupAndUser");
  if (!absent(UserID) && !levels.includes("User")) throw apiError("PartyAssignment.UserLevelNotAllowed");
  if (!absent(UserGroupID) && !levels.includes("Group")) throw apiError("PartyAssignment.GroupLevelNotAllowed");
}

/**
 * Request of a list of assignments, as conditions over the alias `t`. Parties that do not exist have no assignments.
 *
 * @throws ApiError PartyAssignment.InvalidGroupLevel or .InvalidUserLevel for an ID that cannot be of that level,
 *   .CannotProvideBuyerAndSupplier, .CannotSpecifyGroupAndUser, .UserLevelNotAllowed, .GroupLevelNotAllowed.
 */
export function partyConditions(ids: PartyIds, level: string | undefined, rules: PartyRules): RawBuilder<unknown>[] {
  checkLevel(ids, rules);
  if (level === "User" && !rules.levels.includes("User")) throw apiError("PartyAssignment.UserLevelNotAllowed");
  if (level === "Group" && !rules.levels.includes("Group")) throw apiError("PartyAssignment.GroupLevelNotAllowed");
  if (level !== undefined && level !== "Group" && !absent(ids.UserGroupID))
    throw apiError("PartyAssignment.InvalidGroupLevel");
  if (level !== undefined && level !== "User" && !absent(ids.UserID))
    throw apiError("PartyAssignment.InvalidUserLevel");
  if (!absent(ids.BuyerID) && !absent(ids.SupplierID)) throw apiError("PartyAssignment.CannotProvideBuyerAndSupplier");
  const conditions: RawBuilder<unknown>[] = [];
  const { BuyerID: buyer, SupplierID: supplier, UserGroupID: group, UserID: user } = ids;
  if (!absent(buyer)) conditions.push(sql`lower(t.buyer_id) = ${buyer.toLowerCase()}`);
  if (!absent(supplier)) conditions.push(sql`lower(t.supplier_id) = ${supplier.toLowerCase()}`);
  if (!absent(group)) conditions.push(sql`lower(${userGroupId}) = ${group.toLowerCase()}`);
  if (!absent(user)) conditions.push(sql`lower(${userId}) = ${user.toLowerCase()}`);
  if (level === "BuyerGroup") conditions.push(sql`false`);
  if (level === "User") conditions.push(sql`t.user_key is not null`);
  if (level === "Group") conditions.push(sql`t.group_key is not null`);
  if (level === "Company")
    for (const column of keyColumns(rules)) conditions.push(sql`${sql.ref(`t.${column}`)} is null`);
  return conditions;
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
