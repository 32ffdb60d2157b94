import type { Field, ListOptions, Model } from "@orderwell/contract";

/**
 * Way in which a property's values compare. `any`: no declared type (extended properties). `object`: only present or
 * absent.
 */
export type ValueType = "text" | "integer" | "decimal" | "date" | "boolean" | "enum" | "any" | "object";

/** A property that a list can address: a field, a field of an embedded model, or a path into extended properties. */
export interface FieldPath {
  /** As declared, the part inside extended properties as the client wrote it: `BillingAddress.City`, `xp.Color`. */
  readonly name: string;
  readonly segments: readonly string[];
  readonly type: ValueType;
  /** The names of an enumeration, in order. */
  readonly values?: readonly string[];
  /** A list, an embedded model or free-form: `jsonb` even where it has a column of its own. */
  readonly tree: boolean;
  /** Extended properties or beneath them: nothing is declared there. */
  readonly free: boolean;
  /** May be missing. */
  readonly nullable: boolean;
}

export interface Sort {
  readonly path: FieldPath;
  readonly descending: boolean;
}

/** Properties that a list can address, and its defaults. Computed once per operation. */
export interface ListShape {
  readonly kind: ListOptions["kind"];
  /** Name of the listed model, for errors. */
  readonly model: string;
  /** Natural-language search, alternatives between fields, every field searchable and sortable. */
  readonly premium: boolean;
  /** Searched when `searchOn` is absent, the most important first. */
  readonly search: readonly FieldPath[];
  readonly sort: readonly Sort[];
  /** Makes every order total, where the model has an ID. */
  readonly tieBreaker: FieldPath | undefined;
  /** The property of that name, in any case outside extended properties. */
  resolve(name: string): FieldPath | undefined;
  searchable(path: FieldPath): boolean;
  sortable(path: FieldPath): boolean;
}

export interface ShapeExtras {
  /** Default sort where it differs from the declared order, in the language of `sortBy`: `["!DateSubmitted", "ID"]`. */
  readonly defaultSort?: readonly string[];
  /** Properties that can be filtered though replies do not hold them (`InventoryRecords`, `OwnerID` of a buyer's product). */
  readonly fields?: Readonly<Record<string, Field>>;
  /** Properties that replies hold though lists cannot address them: they are worked out for each row of a page. */
  readonly unlisted?: readonly string[];
}

/**
 * Works out what a list can address from its declaration.
 *
 * @throws RangeError for a declaration that names a field the model lacks.
 */
export function listShape(
  options: ListOptions,
  model: Model,
  models: Readonly<Record<string, Model>>,
  enums: Readonly<Record<string, readonly string[]>>,
  extras: ShapeExtras = {},
): ListShape {
  const root = { ...model.fields, ...extras.fields };
  for (const name of extras.unlisted ?? []) delete root[name];
  const premium = options.kind === "premium";
  const resolve = resolver(root, models, enums);
  const declared = (name: string): FieldPath => {
    const path = resolve(name);
    if (path === undefined) throw new RangeError(`${model.name} has no ${name} to list by`);
    return path;
  };
  const searchable = byPriority(options.searchable, root, "search");
  const sortable = byPriority(options.sortable, root, "sort");
  const names = { search: new Set(searchable), sort: new Set(sortable) };
  return {
    kind: options.kind,
    model: model.name,
    premium,
    search: searchable.map(declared),
    sort: (extras.defaultSort ?? untilUnique(sortable)).map((entry) => ({
      path: declared(entry.replace(/^!/, "")),
      descending: entry.startsWith("!"),
    })),
    tieBreaker: resolve("ID"),
    resolve,
    searchable: (path) => (premium ? path.type !== "object" || path.free : names.search.has(path.name)),
    sortable: (path) => (premium ? path.type !== "object" : names.sort.has(path.name)),
  };
}

/** The declared names; for `*` the fields that have a place of their own, in its order. */
function byPriority(
  names: readonly string[],
  fields: Readonly<Record<string, Field>>,
  place: "search" | "sort",
): readonly string[] {
  if (!names.includes("*")) return names;
  return Object.entries(fields)
    .filter(([, field]) => field[place] !== undefined)
    .sort(([, a], [, b]) => (a[place] ?? 0) - (b[place] ?? 0))
    .map(([name]) => name);
}

/** Nothing after the ID can change an order. */
function untilUnique(names: readonly string[]): readonly string[] {
  const unique = names.indexOf("ID");
  return unique === -1 ? names : names.slice(0, unique + 1);
}

type Fields = Readonly<Record<string, Field>>;

function resolver(
  root: Fields,
  models: Readonly<Record<string, Model>>,
  enums: Readonly<Record<string, readonly string[]>>,
): (name: string) => FieldPath | undefined {
  const byLowerCase = new Map<Fields, Map<string, string>>();
  const find = (fields: Fields, name: string): string | undefined => {
    let names = byLowerCase.get(fields);
    if (names === undefined) {
      names = new Map(Object.keys(fields).map((key) => [key.toLowerCase(), key]));
      byLowerCase.set(fields, names);
    }
    return names.get(name.toLowerCase());
  };
  return (name) => {
    const written = name.split(".");
    if (written.includes("") || name.includes("\0")) return undefined;
    const segments: string[] = [];
    let fields = root;
    for (const [index, part] of written.entries()) {
      const key = find(fields, part);
      const declared = key === undefined ? undefined : fields[key];
      if (key === undefined || declared === undefined || declared.writeOnly || declared.secret) return undefined;
      segments.push(key);
      const field = itemOf(declared);
      const rest = written.slice(index + 1);
      if (rest.length === 0 || isFree(field)) {
        const all = [...segments, ...rest];
        return {
          name: all.join("."),
          segments: all,
          ...typeOf(field, rest.length > 0, enums),
          tree: field !== declared || isFree(field) || field.type === "model" || field.type === "array",
          free: isFree(field),
          nullable: !(declared.required || declared.id || declared.nullable === false),
        };
      }
      const next = field.model === undefined ? undefined : models[field.model]?.fields;
      if (next === undefined) return undefined;
      fields = next;
    }
    return undefined;
  };
}

const itemOf = (field: Field): Field => (field.type === "array" && field.items ? itemOf(field.items) : field);
/** May hold anything beneath it. */
const isFree = (field: Field): boolean => field.type === "object" || field.type === "any";

function typeOf(
  field: Field,
  beneath: boolean,
  enums: Readonly<Record<string, readonly string[]>>,
): Pick<FieldPath, "type" | "values"> {
  if (beneath || field.type === "any") return { type: "any" };
  if (field.type === "string") {
    const values = field.enum === undefined ? undefined : enums[field.enum];
    return values === undefined ? { type: "text" } : { type: "enum", values };
  }
  return field.type === "model" || field.type === "array" || field.type === "object"
    ? { type: "object" }
    : { type: field.type };
}
