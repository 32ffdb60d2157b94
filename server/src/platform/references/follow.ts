import type { TenantDb } from "../db/session.ts";
import { allOf, type RawBuilder, sql } from "../db/sql.ts";
import { foldedColumns } from "./storage.ts";
import type { Key, StoredReference, Within } from "./stored-reference.ts";

type Condition = RawBuilder<unknown>;

/** Lets a reference that no foreign key guards show the new ID of a row, whose key is still the former one. */
export async function followId(db: TenantDb, reference: StoredReference, key: Key, to: string): Promise<void> {
  const { at, table } = reference;
  const update = (set: Condition, where: Condition): Promise<number> =>
    db.run(sql`update ${sql.table(table)} as t set ${set} where t.marketplace_id = ${db.marketplaceId} and ${where}`);
  if ("column" in at) {
    const copies = reference.copies.map(
      ({ column, property }) =>
        sql`, ${sql.ref(column)} = merged_json(t.${sql.ref(column)}, json_build_object(${property}::text, ${to}::text))`,
    );
    await update(sql`${sql.ref(at.column)} = ${to}${sql.join(copies, sql``)}`, names(db, reference, at.column, key));
  } else if ("list" in at) {
    const beside = Object.entries(at.beside ?? {}).map(([model, property]) => [property, key[parentColumn(model)]]);
    const match = sql`${JSON.stringify({ [at.property]: key.id, ...Object.fromEntries(beside) })}::jsonb`;
    const list = sql`t.${sql.ref(at.list)}::jsonb`;
    await update(
      sql`${sql.ref(at.list)} = (
        select json_agg(case when e.member @> ${match} then e.member || ${JSON.stringify({ [at.property]: to })}::jsonb
          else e.member end order by e.n)
        from jsonb_array_elements(${list}) with ordinality as e (member, n))`,
      // An index knows the rows whose list is not empty.
      sql`t.${sql.ref(at.list)}::text <> '[]' and ${list} @> jsonb_build_array(${match})`,
    );
  } else {
    const pairs = sql`t.${sql.ref(at.pairs)}`;
    const renamed =
      at.index === 0
        ? sql`jsonb_build_array(${to}::text, e.pair ->> 1)`
        : sql`jsonb_build_array(e.pair ->> 0, ${to}::text)`;
    const is = (pair: Condition): Condition =>
      at.index === 0
        ? sql`${pair} ->> 0 = ${key.id}`
        : sql`${pair} = jsonb_build_array(${key.spec_id}::text, ${key.id}::text)`;
    await update(
      sql`${sql.ref(at.pairs)} = (
        select jsonb_agg(case when ${is(sql`e.pair`)} then ${renamed} else e.pair end order by e.n)
        from jsonb_array_elements(${pairs}) with ordinality as e (pair, n))`,
      sql`exists (select from jsonb_array_elements(${pairs}) as e (pair) where ${is(sql`e.pair`)})`,
    );
  }
}

/** Lets a reference that a column holds name nothing, when the row of that key is about to be deleted. */
export async function clearId(db: TenantDb, reference: StoredReference, key: Key): Promise<void> {
  const { at, table } = reference;
  if (!("column" in at)) throw new Error(`${reference.name} cannot be cleared`);
  await db.run(sql`update ${sql.table(table)} as t set ${sql.ref(at.column)} = null
    where t.marketplace_id = ${db.marketplaceId} and ${names(db, reference, at.column, key)}`);
}

const parentColumn = (model: string): string => `${model.toLowerCase()}_id`;

/** Tells whether the holder `t` names the row of that key, and not another one of the same ID elsewhere. */
function names(db: TenantDb, reference: StoredReference, column: string, key: Key): Condition {
  const { table, target, within, unless } = reference;
  if (reference.key !== undefined)
    return sql`t.${sql.ref(reference.key)} = (select r.key from ${sql.table(target)} r where r.marketplace_id = ${db.marketplaceId} and ${allOf(
      Object.entries(key).map(([name, value]) => equals(sql`r.${sql.ref(name)}`, value)),
    )})`;
  const own = unless === undefined ? sql`` : sql` and not t.${sql.ref(unless)}`;
  const named = sql`${holds(table, column, String(key.id))}${own}`;
  return within.length === 0 ? named : sql`${named} and (${meant(db, reference, key)})`;
}

/**
 * The row is what the ID means to the holder: it lies where the ID is looked for, and no row of that ID lies where it is
 * looked for before that.
 */
function meant(db: TenantDb, { table, target, within, orMarketplace }: StoredReference, key: Key): Condition {
  // Holders are found by what they are of, where those are fewer.
  const isOf = ({ key: holder, table: of }: NonNullable<Within["place"]["of"]>, where: Condition): Condition =>
    sql`t.${sql.ref(holder)} in (select h.id from ${sql.table(of)} h where h.marketplace_id = ${db.marketplaceId} and ${where})`;
  const isNotIn = ({ column, place }: Within): Condition => {
    if (orMarketplace)
      return sql`not exists (select from ${sql.table(target)} r where r.marketplace_id = t.marketplace_id
        and r.${sql.ref(column)} = ${value(place)} and r.id = ${key.id})`;
    return place.of === undefined
      ? sql`t.${sql.ref(place.column)} is null`
      : isOf(place.of, sql`h.${sql.ref(place.column)} is null`);
  };
  const ways: Condition[] = [];
  within.forEach((here, index) => {
    const parent = key[here.column];
    if (parent === null || parent === undefined) return;
    const { column, of } = here.place;
    const lies = of === undefined ? holds(table, column, parent) : isOf(of, sql`h.${sql.ref(column)} = ${parent}`);
    ways.push(allOf([lies, ...within.slice(0, index).map(isNotIn)]));
  });
  const { id: _, ...around } = key;
  const ofMarketplace = Object.values(around).length > 0 && Object.values(around).every((parent) => parent === null);
  if (ofMarketplace) ways.push(allOf(within.map(isNotIn)));
  return ways.length === 0
    ? sql`false`
    : sql.join(
        ways.map((way) => sql`(${way})`),
        sql` or `,
      );
}

/** The column holds exactly this ID; said in the way that its index knows as well. */
function holds(table: string, column: string, id: string): Condition {
  const held = sql`t.${sql.ref(column)} = ${id}`;
  return foldedColumns.has(`${table}.${column}`)
    ? sql`lower(t.${sql.ref(column)}) = ${id.toLowerCase()} and ${held}`
    : held;
}

const value = ({ column, of }: Within["place"]): Condition =>
  of === undefined
    ? sql`t.${sql.ref(column)}`
    : sql`(select h.${sql.ref(column)} from ${sql.table(of.table)} h
        where h.marketplace_id = t.marketplace_id and h.id = t.${sql.ref(of.key)})`;

const equals = (column: Condition, value: string | null): Condition =>
  value === null ? sql`${column} is null` : sql`${column} = ${value}`;
