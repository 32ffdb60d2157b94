import { type BulkResource, bulkResources, type Model, models, type Operation, operations } from "@orderwell/contract";
import { apiError } from "../errors/api-error.ts";

/** A row of an import: a property `Resource`, the properties of its object, and the IDs of what that is beneath. */
export type Row = Readonly<Record<string, unknown>>;

const upper = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

const declared = (id: string): Operation => {
  const operation = operations[id];
  if (operation === undefined) throw new Error(`${id} is declared nowhere`);
  return operation;
};

/** Resources whose objects the parameters of lists name. */
const parents: Readonly<Record<string, string>> = {
  buyerID: "Buyers",
  supplierID: "Suppliers",
  catalogID: "Catalogs",
  specID: "Specs",
  productID: "Products",
  variantID: "Products.Variants",
};

/** A kind of rows, with what follows from its declaration. */
export class Kind {
  readonly rules: BulkResource;
  readonly name: string;
  readonly list: Operation;
  readonly save: Operation;
  readonly create: Operation | undefined;
  readonly patch: Operation | undefined;
  readonly generate: Operation | undefined;
  readonly model: Model;
  /** Parameters of its list's path, the outermost first. */
  readonly around: readonly string[];

  constructor(rules: BulkResource) {
    this.rules = rules;
    this.name = rules.name;
    this.list = declared(rules.list);
    this.save = declared(rules.save);
    this.create = rules.create === undefined ? undefined : declared(rules.create);
    this.patch = rules.patch === undefined ? undefined : declared(rules.patch);
    this.generate = rules.generate === undefined ? undefined : declared(rules.generate);
    this.model = models[this.list.reply?.model ?? "Address"];
    this.around = Object.keys(this.list.pathParams);
  }

  /** Properties of its rows, in the model's order: what can be written, and what its paths name. */
  get columns(): readonly string[] {
    this.#columns ??= this.#readColumns();
    return this.#columns;
  }
  #columns: readonly string[] | undefined;

  #readColumns(): readonly string[] {
    const { later = [], only, also = [] } = this.rules;
    const named = [
      ...also,
      ...this.around.map(upper),
      ...Object.keys(this.save.pathParams).map((name) => this.propertyOf(name)),
      ...Object.keys(this.save.query).map(upper),
    ];
    const own = Object.entries(this.model.fields)
      .filter(([name, { readOnly, writeOnly }]) => named.includes(name) || !(readOnly || writeOnly))
      .map(([name]) => name)
      .filter((name) => !later.includes(name) && (only === undefined || only.includes(name)));
    return [...this.around.map(upper).filter((name) => !own.includes(name)), ...own];
  }

  /** The properties of the items of a list of its model. */
  itemsOf(list: string): Model["fields"] {
    const { items } = this.model.fields[list] ?? {};
    return (models as Readonly<Record<string, Model>>)[items?.model ?? ""]?.fields ?? {};
  }

  /** Property of rows that gives a parameter of a path. */
  propertyOf(parameter: string): string {
    return this.around.includes(parameter) ? upper(parameter) : "ID";
  }

  /** The kind of rows that a parameter of its list's path names an object of. */
  parentOf(parameter: string): string {
    const parent = parents[parameter];
    if (parent === undefined) throw new Error(`Nothing is known to be around ${this.name}`);
    return parent;
  }

  /** Parameters of an operation's path, from the properties of a row. */
  pathOf(operation: Operation, row: Row): Record<string, string> {
    return Object.fromEntries(
      Object.keys(operation.pathParams).map((name) => [name, textOf(row[this.propertyOf(name)])]),
    );
  }

  /** Arguments of an operation that the query string carries, from the properties of a row. */
  queryOf(operation: Operation, row: Row): Record<string, string> {
    const given = Object.keys(operation.query).map((name) => [name, textOf(row[upper(name)])] as const);
    return Object.fromEntries(given.filter(([, value]) => value !== ""));
  }

  /** Tells whether a row says not which object it is about. */
  isNameless(row: Row): boolean {
    return textOf(row.ID) === "";
  }

  /** Tells rows apart that write the same object: those do not share a transaction. */
  keyOf(row: Row): string {
    const names = this.patch === undefined ? Object.keys(row) : [...this.around.map(upper), "ID"];
    return JSON.stringify([this.name, ...names.map((name) => textOf(row[name]).toLowerCase())]);
  }
}

const textOf = (value: unknown): string =>
  value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);

/** Every kind, in the order of exports. */
export const kinds: readonly Kind[] = bulkResources.map((rules) => new Kind(rules));

const byName = new Map(kinds.map((kind) => [kind.name.toLowerCase(), kind]));

/** @throws ApiError NotFound */
export function kindOf(name: unknown): Kind {
  const kind = byName.get(String(name ?? "").toLowerCase());
  if (kind === undefined) throw apiError("NotFound", { ObjectType: "Resource", ObjectID: String(name ?? "") });
  return kind;
}
