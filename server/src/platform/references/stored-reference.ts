import { type ModelName, type Reference, references, type WhenDeleted } from "@orderwell/contract";
import { tableOf } from "../db/model-tables.ts";
import { columnName } from "../db/sql.ts";
import { type Place, storage, twins, unshown } from "./storage.ts";

/** Columns of a row's key with their present values; null where the row has none. */
export type Key = Readonly<Record<string, string | null>>;

/** Place where an ID is looked for: a column of the target that must equal a value of the holder. */
export interface Within {
  readonly column: string;
  /** A column of the holder, or of the table that holds it. */
  readonly place: { readonly column: string; readonly of?: { readonly table: string; readonly key: string } };
}

/** A declared reference that no foreign key guards, as it lies in the database. */
export interface StoredReference {
  /** `LineItem.SupplierID` */
  readonly name: string;
  readonly table: string;
  readonly target: string;
  readonly at: Place;
  readonly key?: string | undefined;
  readonly copies: readonly { readonly column: string; readonly property: string }[];
  /** In order of preference; empty where the ID is unique in the marketplace. */
  readonly within: readonly Within[];
  readonly orMarketplace: boolean;
  readonly unless?: string | undefined;
  readonly whenDeleted: WhenDeleted;
  /** A deletion leaves it to the domain to clear. */
  readonly inherited: boolean;
}

/** Tells whether the schema has a column. */
export type HasColumn = (table: string, column: string) => boolean;

/** The declared references whose holder and target are in the schema. */
export function storedReferences(has: HasColumn): StoredReference[] {
  const stored: StoredReference[] = [];
  for (const [holder, properties] of Object.entries(references))
    for (const [property, reference] of Object.entries(properties)) {
      const found = storedReference(holder as ModelName, property, reference, has);
      if (found !== undefined) stored.push(found, ...twinsOf(found, has));
    }
  for (const { table, column, target, whenDeleted, ofBuyer } of unshown)
    stored.push({
      name: `${table}.${column}`,
      table,
      target: tableOf(target),
      at: { column },
      copies: [],
      within: ofBuyer ? [{ column: "buyer_id", place: { column: "buyer_id" } }] : [],
      orMarketplace: false,
      whenDeleted,
      inherited: false,
    });
  return stored;
}

/** The same reference in tables whose rows are like its holder's. What rows name among themselves foreign keys guard there. */
function twinsOf(reference: StoredReference, has: HasColumn): StoredReference[] {
  return twins
    .filter(({ of, table }) => of === reference.table && of !== reference.target && has(table, holding(reference.at)))
    .map(({ table, holder }) => ({
      ...reference,
      name: `${reference.name} in ${table}`,
      table,
      unless: reference.unless !== undefined && has(table, reference.unless) ? reference.unless : undefined,
      within: reference.within.map(({ column, place }) => ({
        column,
        place:
          place.of?.table === holder.of
            ? { column: place.column, of: { table: holder.table, key: holder.key } }
            : place,
      })),
    }));
}

function storedReference(
  holder: ModelName,
  property: string,
  reference: Reference,
  has: HasColumn,
): StoredReference | undefined {
  const name = `${holder}.${property}`;
  const special = storage[name] ?? {};
  const table = special.table ?? tableOf(holder);
  const target = tableOf(reference.target);
  const at = special.at ?? columnsFor(property).find(({ column }) => has(table, column));
  // What is not built yet is stored nowhere.
  if (at === undefined || !has(table, holding(at)) || !has(target, "id")) return undefined;
  const copy = reference.copy === undefined ? [] : [{ column: columnName(reference.copy), property: "ID" }];
  const places = Object.entries(reference.within ?? {}).flatMap(([around, named]) =>
    [named].flat().map((place) => ({ column: `${columnName(around)}_id`, place })),
  );
  return {
    name,
    table,
    target,
    at,
    key: special.key,
    unless: special.unless,
    copies: [...copy, ...(special.copies ?? [])],
    // A key tells by itself who is meant, and what lies in JSON says so beside it.
    within:
      special.key || !("column" in at)
        ? []
        : places
            .filter(({ column: scope }) => has(target, scope))
            .map(({ column: scope, place }) => ({ column: scope, place: placeOf(table, place, special.places ?? {}) })),
    orMarketplace: reference.orMarketplace === true,
    whenDeleted: reference.whenDeleted,
    inherited: special.inherited === true,
  };
}

/** The column that a place is in. */
const holding = (at: Place): string => ("column" in at ? at.column : "list" in at ? at.list : at.pairs);

/** A property lies in a column of its name, or in one that holds the target's internal key instead. */
function columnsFor(property: string): { readonly column: string }[] {
  const column = columnName(property);
  return [column, column.replace(/^user_group_id$/, "group_id").replace(/_id$/, "_key")].map((one) => ({
    column: one,
  }));
}

/** `ID` and `BuyerID` are columns of the holder, `Order.FromCompanyID` one of the row that holds it. */
function placeOf(table: string, place: string, places: Readonly<Record<string, string>>): Within["place"] {
  const known = places[place];
  if (known !== undefined) return { column: known };
  if (place.startsWith("{")) return { column: columnName(place.slice(1, -1)) };
  const [property = "", model] = place.split(".").reverse() as [string, ModelName?];
  const column = columnOf(model, property);
  if (model === undefined) return { column: columnOfTable(table, property) };
  return { column, of: { table: tableOf(model), key: `${columnName(model)}_id` } };
}

const columnOf = (model: ModelName | undefined, property: string): string => {
  const at = storage[`${model}.${property}`]?.at;
  return at !== undefined && "column" in at ? at.column : columnName(property);
};

/** The column of a holder's property, whichever of the table's models declares it otherwise. */
function columnOfTable(table: string, property: string): string {
  const special = Object.entries(storage).find(
    ([name, { table: other }]) =>
      name.endsWith(`.${property}`) && (other ?? tableOf(name.split(".")[0] as ModelName)) === table,
  )?.[1].at;
  return special !== undefined && "column" in special ? special.column : columnName(property);
}
