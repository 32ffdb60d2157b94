import type { ObjectWrite } from "../changes/object-write.ts";
import { plain, type Row } from "../db/json.ts";
import type { Later } from "../db/later.ts";
import { notFound } from "../errors/api-error.ts";
import { sameId } from "../ids.ts";
import type { ListRequest } from "../lists/list-request.ts";
import type { Work } from "../work/work.ts";
import { resolveId } from "./identifiers.ts";
import { makeMissing } from "./make-missing.ts";
import { checkXp, complete, keepReferences, patched, replaced } from "./merge.ts";
import { SealedProperties } from "./sealed-properties.ts";
import type { Internal, Page, Scope, Table } from "./table.ts";

/** Properties of a model as somebody gives them: those that are absent are left to defaults, or to what is stored. */
export type Given<Model> = { readonly [Name in keyof Model]?: Model[Name] | undefined };

/** One write of one object. */
export interface Change<Model extends object> {
  /** Value to be written, with all properties of the model; `prepare` completes it. */
  readonly draft: Model;
  /** Null for a new object. */
  readonly before: Model | null;
  /** The properties that were given for it. */
  readonly given: Given<Model>;
  /** True where properties that were not given stay as they are, as they do in a PATCH. */
  readonly partial: boolean;
  /** Place of the object. */
  readonly scope: Scope;
}

/**
 * Rules of a resource beyond the plain writes of its table. What `prepare` returns is handed to whatever follows it.
 *
 * Rules whose work may be anybody's, not only a user's, say so by `W`.
 */
export interface CrudRules<Model extends object, Prepared = void, W extends Work = Work> {
  /** Tells whether `replace` makes what is not there. Default: it does, unless IDs are generated. */
  readonly makes?: boolean;
  /** Source of IDs that clients never choose (declared read-only). */
  generateId?(work: W): string;
  /**
   * Checks a draft before it is written and completes it. References must be resolved here, to the stored spelling of the
   * ID, so that the client gets the documented error.
   */
  prepare?(work: W, change: Change<Model>): Promise<Prepared> | Prepared;
  /** Columns that belong to no property. */
  columns?(work: W, change: Change<Model>, prepared: Prepared): Promise<Internal> | Internal;
  /** Writes what goes with a new object and waits for nothing (`runLater`): its row is on its way then. */
  along?(work: W, change: Change<Model>, prepared: Prepared): void;
  /** The object as replies show it, beyond what its row says. */
  shown?(work: W, row: Row<Model>): Row<Model>;
  /** Tells whether something follows from a write (`saved`). Default: always. */
  isFollowed?(change: Change<Model>): boolean;
  /**
   * Does what follows from the write, in the same transaction. The draft has properties that the object's row does not
   * hold. May return the object to reply with instead.
   */
  saved?(
    work: W,
    after: Model,
    change: Change<Model>,
    prepared: Prepared,
  ): Promise<Model | Row<Model> | undefined | void>;
  /** Guards and what goes with a deletion, before it. */
  deleting?(work: W, object: Model, scope: Scope): Promise<void>;
  /** Does what follows from a deletion. */
  deleted?(work: W, object: Model, scope: Scope): Promise<void>;
}

type Values = Record<string, unknown>;

/** A write that everything is known of. */
interface Write<Model extends object, Prepared> {
  readonly change: Change<Model>;
  readonly prepared: Prepared;
  readonly internal: Internal | undefined;
  /** The object's row as it was found, and is held; none for a new one. */
  readonly found?: Row<Model>;
}

/** The plain operations on the objects of a table, for whatever work; semantics: docs/behaviour/conventions.md §3. */
export class Resource<Model extends object, Prepared = void, W extends Work = Work> {
  readonly table: Table<Model>;
  readonly #rules: CrudRules<Model, Prepared, W>;
  readonly #objectType: string;
  readonly #secrets: SealedProperties;

  constructor(table: Table<Model>, rules: CrudRules<Model, Prepared, W> = {}) {
    this.table = table;
    this.#rules = rules;
    this.#objectType = table.objectType;
    this.#secrets = new SealedProperties(table);
  }

  async list(work: W, scope: Scope, list: ListRequest): Promise<Page<Row<Model>>> {
    const page = await this.table.list(work.db, scope, list);
    return this.#secrets.none ? page : { ...page, Items: page.Items.map((row) => this.#opened(work, row)) };
  }

  /** @throws ApiError NotFound */
  async get(work: W, scope: Scope, id: string): Promise<Row<Model>> {
    const row = await this.table.find(work.db, scope, id);
    if (row === undefined) throw notFound(this.#objectType, id);
    return this.#opened(work, row);
  }

  /** Adds an object. Without an ID among what is given it gets a generated one. @throws ApiError IdExists */
  async create(work: W, scope: Scope, given: Given<Model>): Promise<Row<Model>> {
    return this.#now(work, await this.#new(work, scope, given, (given as Values).ID));
  }

  /**
   * Adds an object as the last that work does, for its reply: where nothing follows from it, it is written with the commit.
   *
   * @throws ApiError IdExists, maybe by the commit only.
   */
  async createLast(work: W, scope: Scope, given: Given<Model>): Promise<Row<Model> | Later<Row<Model>>> {
    return this.#last(work, await this.#new(work, scope, given, (given as Values).ID));
  }

  /**
   * Makes of an object what is given, null where it says nothing; adds one that is not there. Whoever else writes or deletes
   * it at the same time, all succeed one after the other.
   *
   * @throws ApiError IdExists for another object's ID among what is given.
   */
  async replace(work: W, scope: Scope, id: string, given: Given<Model>): Promise<Row<Model>> {
    return this.#now(work, await this.#replaced(work, scope, id, given));
  }

  /** The same as the last that work does. @see createLast */
  async replaceLast(work: W, scope: Scope, id: string, given: Given<Model>): Promise<Row<Model> | Later<Row<Model>>> {
    return this.#last(work, await this.#replaced(work, scope, id, given));
  }

  /** Changes what is given and nothing else. @throws ApiError NotFound */
  async patch(work: W, scope: Scope, id: string, given: Given<Model>): Promise<Row<Model>> {
    return this.#now(work, await this.#patched(work, scope, id, given));
  }

  /** The same as the last that work does. @see createLast */
  async patchLast(work: W, scope: Scope, id: string, given: Given<Model>): Promise<Row<Model> | Later<Row<Model>>> {
    return this.#last(work, await this.#patched(work, scope, id, given));
  }

  /** @throws ApiError NotFound */
  async remove(work: W, scope: Scope, id: string): Promise<void> {
    const object = plain<Model>(this.#opened(work, await this.#locked(work, scope, id)));
    const stored = String((object as Values).ID);
    await this.#rules.deleting?.(work, object, scope);
    await work.services.references.clear(work.db, this.table.name, this.table.key(scope, stored));
    this.table.removeLater(work.db, scope, stored);
    work.db.wrote({ ...this.#named(scope, stored), before: object, after: null });
    await this.#rules.deleted?.(work, object, scope);
  }

  async #locked(work: W, scope: Scope, id: string): Promise<Row<Model>> {
    const found = await this.table.find(work.db, scope, id, true);
    if (found === undefined) throw notFound(this.#objectType, id);
    return found;
  }

  /** An object that is about to be added. */
  async #new(work: W, scope: Scope, given: Given<Model>, id: unknown): Promise<Write<Model, Prepared>> {
    const { model } = this.table;
    const draft = complete(model, given);
    draft.ID = this.#rules.generateId?.(work) ?? (await resolveId(work.db, work.services.ids, model, id));
    return this.#prepared(work, { draft: draft as Model, before: null, given, partial: false, scope });
  }

  async #replaced(work: W, scope: Scope, id: string, given: Given<Model>): Promise<Write<Model, Prepared>> {
    const { generateId, makes = generateId === undefined } = this.#rules;
    const found = await this.table.find(work.db, scope, id, true);
    if (found !== undefined) {
      const before = plain<Model>(this.#opened(work, found));
      const wanted = replaced(this.table.model, before as Values, given);
      return { ...(await this.#changed(work, scope, before, wanted, given, false)), found };
    }
    if (!makes) throw notFound(this.#objectType, id);
    const { ID } = given as Values;
    if (!ID || sameId(String(ID), id)) makeMissing(work.db);
    return this.#new(work, scope, given, ID || id);
  }

  async #patched(work: W, scope: Scope, id: string, given: Given<Model>): Promise<Write<Model, Prepared>> {
    const found = await this.#locked(work, scope, id);
    const before = plain<Model>(this.#opened(work, found));
    const { ID, ...others } = given as Values;
    const change = ID === "" || ID === null || ID === undefined ? others : given;
    const draft = patched(this.table.model, before as Values, change);
    checkXp(this.table.model, draft);
    return { ...(await this.#changed(work, scope, before, draft, given, true)), found };
  }

  async #changed(
    work: W,
    scope: Scope,
    before: Model,
    wanted: Values,
    given: Given<Model>,
    partial: boolean,
  ): Promise<Write<Model, Prepared>> {
    const { table } = this;
    const old = before as Values;
    const draft = complete(table.model, wanted);
    keepReferences(table.model, old, draft);
    if (draft.ID !== old.ID) draft.ID = await resolveId(work.db, work.services.ids, table.model, draft.ID);
    const write = await this.#prepared(work, { draft: draft as Model, before, given, partial, scope });
    const id = String(draft.ID);
    if (id !== old.ID)
      await work.services.references.rename(work.db, table.name, table.key(scope, String(old.ID)), {
        column: "id",
        to: id,
        objectType: table.objectType,
      });
    return write;
  }

  async #prepared(work: W, change: Change<Model>): Promise<Write<Model, Prepared>> {
    const prepared = (await this.#rules.prepare?.(work, change)) as Prepared;
    return { change, prepared, internal: await this.#rules.columns?.(work, change, prepared) };
  }

  async #now(work: W, { change, prepared, internal, found }: Write<Model, Prepared>): Promise<Row<Model>> {
    const { table } = this;
    const { before, scope } = change;
    const sealed = this.#sealed(work, change);
    const written =
      before === null
        ? table.insert(work.db, scope, sealed, internal)
        : table.update(work.db, scope, before as Values, sealed, internal, found);
    if (before === null) this.#rules.along?.(work, change, prepared);
    const row = this.#opened(work, await written);
    work.db.wrote({ ...this.#named(scope, sealed.ID), before, after: row });
    const saved = await this.#rules.saved?.(work, plain<Model>(row), change, prepared);
    const result = (saved as Row<Model> | undefined) ?? row;
    return this.#rules.shown?.(work, result) ?? result;
  }

  async #last(work: W, write: Write<Model, Prepared>): Promise<Row<Model> | Later<Row<Model>>> {
    const { change, prepared, internal, found } = write;
    const { isFollowed, saved } = this.#rules;
    if (saved !== undefined && isFollowed?.(change) !== false) return this.#now(work, write);
    const { table } = this;
    const { before, scope } = change;
    const sealed = this.#sealed(work, change);
    const row =
      before === null
        ? table.insertLater(work.db, scope, sealed, internal)
        : table.updateLater(work.db, scope, before as Values, sealed, internal, found);
    if (before === null) this.#rules.along?.(work, change, prepared);
    const note: Omit<ObjectWrite, "after"> & { after?: object } = { ...this.#named(scope, sealed.ID), before };
    work.db.wrote(note);
    return row.map((written) => {
      const opened = this.#opened(work, written);
      note.after = opened;
      return this.#rules.shown?.(work, opened) ?? opened;
    });
  }

  #named({ columns }: Scope, id: unknown): Pick<ObjectWrite, "table" | "key"> {
    return { table: this.table.name, key: { ...columns, id: String(id) } };
  }

  #sealed(work: W, { draft, before }: Change<Model>): Values {
    if (this.#secrets.none) return draft as Values;
    return this.#secrets.sealed(work.services.secrets, draft as Values, (before ?? {}) as Values);
  }

  #opened(work: W, row: Row<Model>): Row<Model> {
    return this.#secrets.none ? row : (this.#secrets.opened(work.services.secrets, row as Values) as Row<Model>);
  }
}
