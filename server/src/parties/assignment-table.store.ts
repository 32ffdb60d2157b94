import type { TenantDb } from "../platform/db/session.ts";
import { allOf, type RawBuilder, sql } from "../platform/db/sql.ts";
import type { ListRequest } from "../platform/lists/list-request.ts";
import { type PageMeta, pageMeta, pageSql } from "../platform/lists/page.ts";
import type { UserWork } from "../platform/work/work.ts";
import { keyColumns, type Party, type PartyIds, type PartyRules, userGroupId, userId } from "./party.store.ts";
import { partyConditions } from "./party.ts";

type Columns = Readonly<Record<string, string | number | boolean | null>>;

export interface AssignmentTableOptions extends PartyRules {
  /** Properties of the model besides the party's, as SQL over the alias `t`. */
  readonly select: Readonly<Record<string, RawBuilder<unknown>>>;
  /** Columns that a unique index of the table covers, as `on conflict` must repeat it. Lists are in its order. */
  readonly key: RawBuilder<unknown>;
}

/**
 * Rows that assign something to a party: `buyer_id`, with `supplier_id` where other companies may have it, and `group_key`
 * and `user_key` as far as the levels reach.
 */
export class AssignmentTable<Model extends object> {
  readonly name: string;
  readonly rules: PartyRules;
  readonly #options: AssignmentTableOptions;

  constructor(name: string, options: AssignmentTableOptions) {
    this.name = name;
    this.rules = options;
    this.#options = options;
  }

  #partyColumns(party: Party): Columns {
    const keys = { group_key: party.groupKey, user_key: party.userKey };
    return {
      buyer_id: party.buyerId,
      ...(this.rules.company === "any" ? { supplier_id: party.supplierId } : {}),
      ...Object.fromEntries(keyColumns(this.rules).map((column) => [column, keys[column]])),
    };
  }

  /**
   * A page of the assignments that fit the arguments of the list. A buyer's users see those of their own buyer.
   *
   * @throws ApiError as `partyConditions`.
   */
  async list(
    call: UserWork & { readonly list: ListRequest },
    ids: PartyIds,
    level: string | undefined,
    further: readonly RawBuilder<unknown>[] = [],
  ): Promise<{ Meta: PageMeta; Items: Model[] }> {
    const { db, actor, services } = call;
    const { query } = call.list;
    const where = allOf([
      sql`t.marketplace_id = ${db.marketplaceId}`,
      ...(actor.userType === "Buyer" ? [sql`t.buyer_id = ${actor.companyId}`] : []),
      ...partyConditions(db.marketplaceId, ids, level, this.rules),
      ...further,
    ]);
    const from = sql`from ${sql.table(this.name)} as t where ${where}`;
    const [items, total] = await Promise.all([
      db.rows<Model>(sql`select ${this.#select()} ${from} order by ${this.#options.key} ${pageSql(query)}`),
      services.totals.count(db, sql`select count(*) as total ${from}`),
    ]);
    return { Meta: pageMeta(query, total), Items: items };
  }

  #select(): RawBuilder<unknown> {
    const { levels, company } = this.rules;
    const properties: Record<string, RawBuilder<unknown>> = {
      ...this.#options.select,
      BuyerID: sql`t.buyer_id`,
      ...(company === "any" ? { SupplierID: sql`t.supplier_id` } : {}),
      ...(levels.includes("Group") ? { UserGroupID: userGroupId } : {}),
      ...(levels.includes("User") ? { UserID: userId } : {}),
    };
    return sql.join(Object.entries(properties).map(([name, value]) => sql`${value} as ${sql.ref(name)}`));
  }

  /**
   * Adds the assignment, or gives the one that is there the new `values`.
   *
   * @param object what is assigned, by column.
   * @returns whether anything has changed.
   */
  async save(db: TenantDb, object: Columns, party: Party, values: Columns = {}): Promise<boolean> {
    const row = Object.entries({ ...object, ...this.#partyColumns(party), ...values });
    const kept = Object.keys(values).map((column) => sql`${sql.ref(column)} = excluded.${sql.ref(column)}`);
    const [before, after] = ["t", "excluded"].map((alias) =>
      sql.join(Object.keys(values).map((column) => sql.ref(`${alias}.${column}`))),
    );
    const update = sql`update set ${sql.join(kept)} where (${before}) is distinct from (${after})`;
    const written = await db.run(sql`
      insert into ${sql.table(this.name)} as t (marketplace_id, ${sql.join(row.map(([column]) => sql.ref(column)))})
      values (${db.marketplaceId}, ${sql.join(row.map(([, value]) => value))})
      on conflict (${this.#options.key}) do ${kept.length === 0 ? sql`nothing` : update}`);
    return written > 0;
  }

  /** Deletes the assignment; true when it was there. */
  async remove(db: TenantDb, object: Columns, party: Party): Promise<boolean> {
    const row = Object.entries({ ...object, ...this.#partyColumns(party) });
    const where = row.map(([column, value]) =>
      value === null ? sql`${sql.ref(column)} is null` : sql`${sql.ref(column)} = ${value}`,
    );
    const removed = await db.run(
      sql`delete from ${sql.table(this.name)} where marketplace_id = ${db.marketplaceId} and ${allOf(where)}`,
    );
    return removed > 0;
  }
}
