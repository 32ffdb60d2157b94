import type { Scope } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { idIs, sql, tables } from "../../platform/db/sql.ts";
import { idExists } from "../../platform/errors/api-error.ts";
import type { Ids } from "../../platform/ids.ts";
import type { References } from "../../platform/references/references.ts";
import type { Company, Known } from "../company/company.ts";

const userOf = (db: TenantDb, { buyerId, supplierId }: Company, id: string) =>
  tables
    .selectFrom("app_user")
    .select(["key", "id"])
    .where("marketplace_id", "=", db.marketplaceId)
    .where("buyer_id", "is not distinct from", buyerId)
    .where("supplier_id", "is not distinct from", supplierId)
    .where(idIs("id", id));

/** A user of a company by ID, locked until the transaction ends. */
export const lockUser = (db: TenantDb, company: Company, id: string): Promise<Known | undefined> =>
  db.row(userOf(db, company, id).where("hidden", "=", false).forUpdate());

/** The condition for lists: members of the group with this ID. */
export const inGroup = (groupId: string) => sql`exists (
  select from user_group_member m join user_group g on g.marketplace_id = m.marketplace_id and g.key = m.group_key
  where m.marketplace_id = t.marketplace_id and m.user_key = t.key and ${idIs("g.id", groupId)}
    and g.buyer_id is not distinct from t.buyer_id and g.supplier_id is not distinct from t.supplier_id)`;

/**
 * Moves a user to another buyer: memberships and what was assigned to them stay behind, what is private to them goes
 * along, under a new ID where the other buyer has one of that ID. Which tables those are follows from what refers to users.
 *
 * @throws ApiError IdExists when the other buyer has a user of that ID.
 */
export async function moveUser(
  db: TenantDb,
  { references, ids }: { readonly references: References; readonly ids: Ids },
  user: Known,
  { from: fromBuyer, to: toBuyer }: { readonly from: string; readonly to: string },
): Promise<void> {
  const taken = await db.row(userOf(db, { buyerId: toBuyer, supplierId: null }, user.id));
  if (taken !== undefined) throw idExists("User", user.id);
  for (const { table, column } of references.assignmentsOf("app_user"))
    await db.run(sql`delete from ${sql.table(table)}
      where marketplace_id = ${db.marketplaceId} and ${sql.ref(column)} = ${user.key}`);
  for (const table of references.privateTables) {
    const own = sql`marketplace_id = ${db.marketplaceId} and private_to = ${user.key}`;
    const taken = await db.rows<{ id: string }>(sql`
      select t.id from ${sql.table(table)} t where ${own} and exists (
        select from ${sql.table(table)} o
        where o.marketplace_id = t.marketplace_id and o.buyer_id = ${toBuyer} and lower(o.id) = lower(t.id))`);
    for (const { id } of taken)
      await db.run(sql`update ${sql.table(table)} set id = ${ids.next()} where ${own} and id = ${id}`);
    await db.run(sql`update ${sql.table(table)} set buyer_id = ${toBuyer} where ${own}`);
  }
  await db.run(
    tables
      .updateTable("app_user")
      .set({ buyer_id: toBuyer })
      .where("marketplace_id", "=", db.marketplaceId)
      .where("key", "=", user.key),
  );
  db.wrote({ table: "app_user", key: { buyer_id: fromBuyer, supplier_id: null, id: user.id }, after: null });
  db.wrote({ table: "app_user", key: { buyer_id: toBuyer, supplier_id: null, id: user.id } });
}

/** One user, whoever they are, to be looked up. */
export const userByKey = (key: number): Scope => ({ columns: { key } });

/** The condition that a user is the one of this key. */
export const hasKey = (key: number) => sql<boolean>`t.key = ${key}`;

/** The condition that a user is a buyer's. */
export const ofAnyBuyer = sql<boolean>`t.buyer_id is not null`;
