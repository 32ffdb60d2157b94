import { type Model, models, type Operation, type Product } from "@orderwell/contract";
import { ApiError } from "../errors/api-error.ts";
import { parseJson } from "../json/parse-json.ts";
import { ReplyWriter } from "../wire/reply.ts";
import type { Calls } from "./calls.ts";
import { csvColumns, csvRow, csvRows } from "./csv.ts";
import { type Kind, kindOf, type Row } from "./kinds.ts";

/** What a child product has of its parent where it has none; all else it has for itself alone. */
const takenFromParents: ReadonlySet<string> = new Set<keyof Product>([
  "Name",
  "Description",
  "DefaultPriceScheduleID",
  "QuantityMultiplier",
  "ShipWeight",
  "ShipHeight",
  "ShipWidth",
  "ShipLength",
  "ShipFromAddressID",
  "DefaultSupplierID",
  "Inventory",
  "xp",
]);

/** Rows that are read at a time. */
const pageSize = 100;

/** Who reads, and how. */
export interface Reading {
  readonly authorization: string | undefined;
  readonly marketplaceId: string;
  readonly left: () => boolean;
}

type Around = Readonly<Record<string, string>>;
type Item = Readonly<Record<string, unknown>>;
type Page = { readonly Items: readonly Item[] };

/** Reads everything of a kind, page by page, by the lists of the API: with the same guard, and no more than the caller sees. */
export class Reader {
  readonly #calls: Calls;
  readonly #reading: Reading;
  readonly #writers = new Map<string, ReplyWriter>();

  constructor(calls: Calls, reading: Reading) {
    this.#calls = calls;
    this.#reading = reading;
  }

  /** The rows of a kind as lines of NDJSON. */
  async *ndjson(kind: Kind): AsyncGenerator<string> {
    for await (const { around, items } of this.#rows(kind)) {
      const head = `{"Resource":${JSON.stringify(kind.name)}${Object.entries(around)
        .map(([name, id]) => `,${JSON.stringify(kind.propertyOf(name))}:${JSON.stringify(id)}`)
        .join("")}`;
      let text = "";
      for (const item of items) {
        const object = this.#text(
          kind,
          item.row,
          item.without,
          new Set(Object.keys(around).map((name) => kind.propertyOf(name))),
        );
        text += `${head}${object === "{}" ? "}" : `,${object.slice(1)}`}\n`;
      }
      yield text;
    }
  }

  /** The same as comma-separated values, with a line of names. */
  async *csv(kind: Kind): AsyncGenerator<string> {
    yield csvRow(csvColumns(kind));
    for await (const { around, items } of this.#rows(kind)) {
      const named = Object.fromEntries(Object.entries(around).map(([name, id]) => [kind.propertyOf(name), id]));
      yield items
        .map(({ row, without }) =>
          csvRows(kind, { ...named, ...(parseJson(this.#text(kind, row, without, new Set())) as Row) }),
        )
        .join("");
    }
  }

  /** Text of an object: what can be written of it, less what is left out. */
  #text(kind: Kind, row: Item, without: readonly string[], around: ReadonlySet<string>): string {
    // What is the marketplace's own is another's where it is imported.
    const owner = ["OwnerID", "SellerID"].filter((name) => row[name] === this.#reading.marketplaceId);
    const names = kind.columns.filter(
      (name) => !around.has(name) && !without.includes(name) && !owner.includes(name) && name in kind.model.fields,
    );
    const key = `${kind.name} ${names.join()}`;
    let writer = this.#writers.get(key);
    if (writer === undefined) {
      if (this.#writers.size >= 200) this.#writers.clear();
      const fields = Object.fromEntries(names.map((name) => [name, kind.model.fields[name]!]));
      writer = new ReplyWriter({
        ...writable,
        ...shownOf(kind),
        [kind.model.name]: { ...kind.model, fields },
      });
      this.#writers.set(key, writer);
    }
    return writer.object(kind.model.name, row);
  }

  async *#rows(kind: Kind) {
    for await (const around of this.#surroundings(kind, kind.around.length)) {
      for (const filter of kind.rules.passes ?? [""])
        for await (const page of this.#ordered(kind, around, filter))
          yield {
            around,
            items: await Promise.all(page.map(async (row) => ({ row, without: await this.#inherited(kind, row) }))),
          };
    }
  }

  /** The pages of a list; of one whose rows refer to each other a single one, which the limits of trees bound. */
  async *#ordered(kind: Kind, around: Around, filter: string): AsyncGenerator<readonly Item[]> {
    const pages = this.#pages(kind.list, around, filter);
    if (kind.rules.parent === undefined) yield* pages;
    else yield parentsFirst((await Array.fromAsync(pages)).flat(), kind.rules.parent);
  }

  /** Parameters of each path that a kind is listed at, of which the first few are asked for. */
  async *#surroundings(kind: Kind, depth: number): AsyncGenerator<Around> {
    const parameter = kind.around[depth - 1];
    if (parameter === undefined) {
      yield {};
      return;
    }
    const parent = kindOf(kind.parentOf(parameter));
    const filter = parent.around.length > 0 ? "" : (kind.rules.parents ?? "");
    for await (const around of this.#surroundings(kind, depth - 1))
      for await (const page of this.#pages(parent.list, around, filter))
        for (const { ID } of page) yield { ...around, [parameter]: String(ID) };
  }

  /** The pages of a list; where it has IDs, each goes on after the last one's, so that what changes meanwhile moves none. */
  async *#pages(list: Operation, around: Around, filter: string): AsyncGenerator<readonly Item[]> {
    const path = Object.fromEntries(Object.keys(list.pathParams).map((name) => [name, around[name] ?? ""]));
    const byId =
      list.list?.kind !== "paged" &&
      (models as Readonly<Record<string, Model>>)[list.reply?.model ?? ""]?.fields.ID?.sort;
    const everything = "depth" in list.query ? "&depth=all" : "";
    let last: string | undefined;
    for (let number = 1; ; number++) {
      const place = byId
        ? `sortBy=ID${last === undefined ? "" : `&ID=%3E${encodeURIComponent(last)}`}`
        : `page=${number}`;
      const query = `pageSize=${pageSize}&${place}${everything}${filter === "" ? "" : `&${filter}`}`;
      const { authorization, left } = this.#reading;
      const reading = this.#calls.send(list, { authorization, path, query, left });
      const { Items } = (await (Object.keys(path).length === 0 ? reading : reading.catch(nothingIfGone))) as Page;
      if (Items.length > 0) yield Items;
      if (Items.length < pageSize) return;
      last = String(Items.at(-1)?.ID);
    }
  }

  readonly #parents = new Map<string, Promise<Item>>();

  /** Properties of a child product that read as its parent's do: it goes on following them where it is imported. */
  async #inherited(kind: Kind, row: Item): Promise<readonly string[]> {
    const { ParentID } = row;
    if (kind.name !== "Products" || typeof ParentID !== "string") return [];
    let reading = this.#parents.get(ParentID);
    if (reading === undefined) {
      if (this.#parents.size >= 1_000) this.#parents.clear();
      // Kept while it is read: a page holds many children of one parent.
      reading = this.#written(kind, ParentID);
      this.#parents.set(ParentID, reading);
    }
    const theirs = await reading;
    const own = writtenOf(row);
    return Object.keys(own).filter((name) =>
      // Beneath an inactive parent every child reads as inactive: nobody is told what it is itself.
      name === "Active"
        ? theirs.Active === false
        : takenFromParents.has(name) && JSON.stringify(own[name]) === JSON.stringify(theirs[name]),
    );
  }

  /** What can be written of a product; nothing where it is gone. */
  async #written(kind: Kind, id: string): Promise<Item> {
    const { authorization } = this.#reading;
    const query = `ID=${encodeURIComponent(id)}`;
    const { Items } = (await this.#calls.send(kind.list, { authorization, path: {}, query })) as Page;
    return writtenOf(Items[0] ?? {});
  }
}

/** An object that was listed may be deleted before what is beneath it is asked for: then nothing is. */
function nothingIfGone(error: unknown): Page {
  if (error instanceof ApiError && error.status === 404) return { Items: [] };
  throw error;
}

const withoutReadOnly = (model: Model): Model => ({
  ...model,
  fields: Object.fromEntries(
    Object.entries(model.fields).filter(([, { readOnly, writeOnly }]) => !readOnly && !writeOnly),
  ),
});

/** The models with what can be written and read. */
const writable: Readonly<Record<string, Model>> = Object.fromEntries(
  Object.entries(models as Readonly<Record<string, Model>>).map(([name, model]) => [name, withoutReadOnly(model)]),
);
/** Models of what a kind shows though it cannot be written. */
const shownOf = (kind: Kind): Readonly<Record<string, Model>> =>
  Object.fromEntries(
    (kind.rules.also ?? []).map((name) => {
      const { model = "" } = kind.model.fields[name]?.items ?? {};
      return [model, (models as Readonly<Record<string, Model>>)[model] as Model];
    }),
  );

const allWritten = new ReplyWriter(writable);
const writtenOf = (product: Item): Item => parseJson(allWritten.object("Product", product)) as Item;

function parentsFirst(items: readonly Item[], parent: string): Item[] {
  const byId = new Map(items.map((one) => [one.ID, one]));
  const sorted = new Set<Item>();
  const add = (one: Item): void => {
    const above = byId.get(one[parent]);
    if (above !== undefined && !sorted.has(above)) add(above);
    sorted.add(one);
  };
  for (const one of items) add(one);
  return [...sorted];
}
