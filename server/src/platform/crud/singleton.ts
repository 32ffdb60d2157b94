import { plain, type Row } from "../db/json.ts";
import { notFound } from "../errors/api-error.ts";
import { objectType } from "../errors/violations.ts";
import type { Work } from "../work/work.ts";
import { makeMissing } from "./make-missing.ts";
import { complete, keepReferences, patched, replaced } from "./merge.ts";
import type { Given } from "./resource.ts";
import { SealedProperties } from "./sealed-properties.ts";
import type { Internal, Scope, Table } from "./table.ts";

/** Rules of such an object beyond the plain writes of its table. */
export interface SingletonRules<Model extends object> {
  /** Checks a draft before it is written and completes it, as `CrudRules.prepare` does. */
  prepare?(work: Work, draft: Model, before: Model | null): Promise<void> | void;
  /** Columns that belong to no property. */
  columns?(work: Work, draft: Model, before: Model | null): Promise<Internal> | Internal;
  /** Does what follows from a write, of whichever kind, in the same transaction. */
  written?(work: Work): Promise<void>;
}

type Values = Record<string, unknown>;

/**
 * Objects of which a marketplace has at most one, and which have no ID that clients know: settings of the platform's own
 * kinds. They are rows of a table whose `id` the server chooses. Semantics: docs/behaviour/conventions.md §3.
 */
export class Singleton<Model extends object> {
  readonly #table: Table<Model>;
  readonly #rules: SingletonRules<Model>;
  readonly #secrets: SealedProperties;

  constructor(table: Table<Model>, rules: SingletonRules<Model> = {}) {
    this.#table = table;
    this.#rules = rules;
    this.#secrets = new SealedProperties(table);
  }

  /** @throws ApiError NotFound */
  async get(work: Work, id: string): Promise<Row<Model>> {
    const row = await this.#table.find(work.db, scopeOf(id), id);
    return row === undefined ? this.#missing(id) : this.#opened(work, row);
  }

  /** Makes of the object what is given, null where it says nothing; adds it where there is none. */
  async replace(work: Work, id: string, given: Given<Model>): Promise<Row<Model>> {
    const found = await this.#table.find(work.db, scopeOf(id), id, true);
    if (found !== undefined) {
      const before = plain<Model>(this.#opened(work, found));
      return this.#change(work, id, before, replaced(this.#table.model, before as Values, given as Values));
    }
    makeMissing(work.db);
    const draft = complete(this.#table.model, given as Values);
    await this.#rules.prepare?.(work, draft as Model, null);
    const internal = await this.#rules.columns?.(work, draft as Model, null);
    const sealed = this.#secrets.sealed(work.services.secrets, draft);
    const row = await this.#table.insert(work.db, scopeOf(id), sealed, internal);
    await this.#rules.written?.(work);
    return this.#opened(work, row);
  }

  /** Changes what is given and nothing else. @throws ApiError NotFound */
  async patch(work: Work, id: string, given: Given<Model>): Promise<Row<Model>> {
    const before = plain<Model>(await this.#locked(work, id));
    return this.#change(work, id, before, patched(this.#table.model, before as Values, given as Values));
  }

  /** @throws ApiError NotFound */
  async remove(work: Work, id: string): Promise<void> {
    await this.#locked(work, id);
    await this.#table.remove(work.db, scopeOf(id), id);
    await this.#rules.written?.(work);
  }

  async #locked(work: Work, id: string): Promise<Row<Model>> {
    const row = await this.#table.find(work.db, scopeOf(id), id, true);
    return row === undefined ? this.#missing(id) : this.#opened(work, row);
  }

  #opened(work: Work, row: Row<Model>): Row<Model> {
    return this.#secrets.none ? row : (this.#secrets.opened(work.services.secrets, row as Values) as Row<Model>);
  }

  async #change(work: Work, id: string, before: Model, wanted: Values): Promise<Row<Model>> {
    const draft = complete(this.#table.model, wanted);
    keepReferences(this.#table.model, before as Values, draft);
    await this.#rules.prepare?.(work, draft as Model, before);
    const internal = await this.#rules.columns?.(work, draft as Model, before);
    const sealed = this.#secrets.sealed(work.services.secrets, { ...draft, ID: id }, before as Values);
    const row = await this.#table.update(work.db, scopeOf(id), before as Values, sealed, internal);
    await this.#rules.written?.(work);
    return this.#opened(work, row);
  }

  #missing(id: string): never {
    throw notFound(objectType(this.#table.name), id);
  }
}

/** Binds the four operations on one object to requests. Spread the result into `implement`. */
export const singletonVerbs = <Model extends object>(singleton: Singleton<Model>, id: string) => ({
  Get: (call: Work) => singleton.get(call, id),
  Save: (call: Work & { readonly body: Given<Model> }) => singleton.replace(call, id, call.body),
  Patch: (call: Work & { readonly body: Given<Model> }) => singleton.patch(call, id, call.body),
  Delete: (call: Work) => singleton.remove(call, id),
});

const scopeOf = (id: string): Scope => ({ columns: { id } });
