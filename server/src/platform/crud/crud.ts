import type { ModelName, OperationId } from "@orderwell/contract";
import { plain, type Row } from "../db/json.ts";
import { idExists, invalidProperty, notFound } from "../errors/api-error.ts";
import { isDuplicateId } from "../errors/violations.ts";
import type { Call } from "../operation/call.ts";
import type { Work } from "../work/work.ts";
import { modelFields } from "./fields.ts";
import { resolveId } from "./identifiers.ts";
import { complete, patched, replaced } from "./merge.ts";
import type { Internal, Page, Scope, Table } from "./table.ts";

type Values = Record<string, unknown>;
type AnyHandlerCall = Call<OperationId>;

/** What a resource does beyond the plain verbs. `Model` is the wire model; drafts hold all of its properties. */
export interface CrudRules<Model extends object> {
  /** Name of the path parameter that carries the object's ID. */
  readonly idParam: string;
  /** Name in NotFound and IdExists. Default: the model's. */
  readonly objectType?: string;
  /** Whether PUT makes what is not there. Default: it does. */
  makes?(work: Work): boolean;
  /** Where IDs come from that clients never choose (declared read-only). PUT then makes nothing new. */
  generateId?(call: AnyHandlerCall): string;
  /**
   * Resolves what the path names around the object (buyer, catalog, …) and what the caller may see of it.
   *
   * @throws ApiError NotFound or a 403 when he may not.
   */
  scope?(call: AnyHandlerCall, intent: "read" | "write"): Promise<Scope> | Scope;
  /**
   * Checks a draft before it is written and completes it; `before` is null for a new object. References must be
   * resolved here, to the stored spelling of the ID, so that the client gets the documented error.
   */
  prepare?(call: AnyHandlerCall, draft: Model, before: Model | null, scope: Scope): Promise<void> | void;
  /** Columns that belong to no property. */
  internal?(call: AnyHandlerCall, draft: Model, before: Model | null, scope: Scope): Promise<Internal> | Internal;
  /** Adds a new object where that is more than its row, so that all of it shares a trip. `insert` adds the row. */
  insert?(call: AnyHandlerCall, draft: Model, insert: () => Promise<Row<Model>>): Promise<Row<Model>>;
  /**
   * What follows from the write, in the same transaction. `draft` is what was written, with the properties that the
   * object's row does not hold. May return the object to reply with instead.
   */
  saved?(
    call: AnyHandlerCall,
    after: Model,
    before: Model | null,
    scope: Scope,
    draft: Model,
  ): Promise<Model | undefined | void>;
  /** Guards and what goes with a deletion, before it. */
  deleting?(call: AnyHandlerCall, object: Model, scope: Scope): Promise<void>;
  /** What follows from a deletion. */
  deleted?(call: AnyHandlerCall, object: Model, scope: Scope): Promise<void>;
}

/** The plain verbs over one table. Spread the result into `implement`; replace what differs. */
export interface Crud<Model extends object> {
  List(call: never): Promise<Page<Row<Model>>>;
  Get(call: never): Promise<Row<Model>>;
  Create(call: never): Promise<Row<Model>>;
  Save(call: never): Promise<Row<Model>>;
  Patch(call: never): Promise<Row<Model>>;
  Delete(call: never): Promise<void>;
}

/** @see CrudRules; semantics of the verbs: docs/behaviour/conventions.md §3. */
export function crud<Model extends object>(table: Table<Model>, rules: CrudRules<Model>) {
  const objectType = rules.objectType ?? table.model;
  const scopeOf = async (call: AnyHandlerCall, intent: "read" | "write"): Promise<Scope> =>
    (await rules.scope?.(call, intent)) ?? {};
  const pathId = (call: AnyHandlerCall): string => (call.path as Record<string, string>)[rules.idParam] as string;

  const create = async (call: AnyHandlerCall, body: Values, id: unknown, scope: Scope): Promise<Row<Model>> => {
    const draft = complete(table.model, body);
    draft.ID = rules.generateId?.(call) ?? (await resolveId(call.db, call.services.ids, table.model, id));
    await rules.prepare?.(call, draft as Model, null, scope);
    const internal = await rules.internal?.(call, draft as Model, null, scope);
    const insert = () => table.insert(call.db, scope, draft, internal);
    const row = await refusingDuplicates(objectType, String(draft.ID), () =>
      rules.insert === undefined ? insert() : rules.insert(call, draft as Model, insert),
    );
    return finished(call, row, null, scope, draft as Model);
  };

  const update = async (call: AnyHandlerCall, before: Model, change: Values, scope: Scope): Promise<Row<Model>> => {
    const old = before as Values;
    const draft = complete(table.model, change);
    if (draft.ID !== old.ID) draft.ID = await resolveId(call.db, call.services.ids, table.model, draft.ID);
    await rules.prepare?.(call, draft as Model, before, scope);
    const internal = await rules.internal?.(call, draft as Model, before, scope);
    const id = String(draft.ID);
    if (id !== old.ID)
      await refusingDuplicates(objectType, id, () =>
        call.services.references.rename(call.db, table.name, table.key(scope, String(old.ID)), {
          column: "id",
          to: id,
        }),
      );
    const row = await table.update(call.db, scope, old, draft, internal);
    return finished(call, row, before, scope, draft as Model);
  };

  const finished = async (
    call: AnyHandlerCall,
    row: Row<Model>,
    before: Model | null,
    scope: Scope,
    draft: Model,
  ): Promise<Row<Model>> => {
    if (rules.saved === undefined) return row;
    return ((await rules.saved(call, plain<Model>(row), before, scope, draft)) as Row<Model> | undefined) ?? row;
  };

  return {
    async List(call: AnyHandlerCall): Promise<Page<Row<Model>>> {
      return table.list(call.db, await scopeOf(call, "read"), call.list);
    },
    async Get(call: AnyHandlerCall): Promise<Row<Model>> {
      const scope = await scopeOf(call, "read");
      const row = await table.find(call.db, scope, pathId(call));
      if (row === undefined) throw notFound(objectType, pathId(call));
      return row;
    },
    async Create(call: AnyHandlerCall): Promise<Row<Model>> {
      const body = call.body as Values;
      return create(call, body, body.ID, await scopeOf(call, "write"));
    },
    async Save(call: AnyHandlerCall): Promise<Row<Model>> {
      const scope = await scopeOf(call, "write");
      const body = call.body as Values;
      const found = await table.find(call.db, scope, pathId(call), true);
      if (found === undefined) {
        if (rules.generateId !== undefined || rules.makes?.(call) === false) throw notFound(objectType, pathId(call));
        return create(call, body, body.ID || pathId(call), scope);
      }
      const before = plain<Model>(found);
      return update(call, before, replaced(table.model, before as Values, body), scope);
    },
    async Patch(call: AnyHandlerCall): Promise<Row<Model>> {
      const scope = await scopeOf(call, "write");
      const found = await table.find(call.db, scope, pathId(call), true);
      if (found === undefined) throw notFound(objectType, pathId(call));
      const before = plain<Model>(found);
      const change = call.body as Values;
      if (change.ID === "" || change.ID === null) delete change.ID;
      const draft = patched(table.model, before as Values, change);
      checkXp(table.model, draft);
      return update(call, before, draft, scope);
    },
    async Delete(call: AnyHandlerCall): Promise<void> {
      const scope = await scopeOf(call, "write");
      const found = await table.find(call.db, scope, pathId(call), true);
      if (found === undefined) throw notFound(objectType, pathId(call));
      const object = plain<Model>(found);
      await rules.deleting?.(call, object, scope);
      await table.remove(call.db, scope, String((object as Values).ID));
      await rules.deleted?.(call, object, scope);
    },
  };
}

/** Merged extended properties may outgrow the limit that each part of them kept. */
export function checkXp(model: ModelName, draft: Values): void {
  for (const [name, field] of Object.entries(modelFields(model))) {
    if (field.xp && draft[name] !== null && Buffer.byteLength(JSON.stringify(draft[name])) > 8_000)
      throw invalidProperty(model, name, `${name} must not be larger than 8000 bytes.`);
  }
}

/** Turns a violated unique ID into the documented 409; other failures pass. */
export async function refusingDuplicates<Result>(
  objectType: string,
  id: string,
  write: () => Promise<Result>,
): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (isDuplicateId(error)) throw idExists(objectType, id);
    throw error;
  }
}
