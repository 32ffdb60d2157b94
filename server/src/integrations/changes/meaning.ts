import { type Operation, resources } from "@orderwell/contract";
import { type Caller, hasRole } from "../../platform/access/caller.ts";
import type { ObjectWrite } from "../../platform/changes/object-write.ts";

export type ChangeKind = "Created" | "Updated" | "Deleted";

/** Something that became of an object, as followers are told. */
export interface ChangeOf {
  readonly resource: string;
  readonly kind: ChangeKind;
  /** By the names of path parameters. Without the last one: everything at that place. */
  readonly ids: Readonly<Record<string, string>>;
}

/** Changes that one work tells of, at most. */
const mostChanges = 5_000;

/** Operation that reads an object of a resource. */
interface Reader {
  readonly resource: string;
  /** Names of the path's parameters, the object's own last. */
  readonly params: readonly string[];
}

const own = /^\/v1\/(me|cart)\b/;

/** By model. Resources of the caller's own show what others do under their names. */
const readers: ReadonlyMap<string, readonly Reader[]> = Map.groupBy(
  Object.values(resources).flatMap(({ name, operations }) =>
    Object.values(operations as Readonly<Record<string, Operation>>)
      .filter(({ method, path, reply }) => method === "GET" && path.endsWith("}") && !own.test(path) && !reply?.list)
      .map((operation) => ({ resource: name, model: operation.reply?.model ?? "", params: paramsOf(operation) })),
  ),
  ({ model }) => model,
);

function paramsOf({ path }: Operation): string[] {
  const names = path.split("/").flatMap((part) => (part.startsWith("{") ? [part.slice(1, -1)] : []));
  return names.filter((name) => name !== "direction");
}

const models: Readonly<Record<string, string>> = { app_user: "User", purchase_order: "Order" };

/** `price_schedule` is `PriceSchedule`. */
const modelOf = (table: string): string =>
  models[table] ?? table.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** `buyer_id` is `buyerID`. */
const paramOf = (column: string): string =>
  column.replace(/_id$/, "ID").replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** What writes mean to followers, each thing once. */
export function changesIn(writes: readonly ObjectWrite[]): ChangeOf[] {
  const found = new Map<string, ChangeOf>();
  for (const write of writes)
    for (const change of meaning(write)) {
      const key = `${change.resource} ${JSON.stringify(change.ids)}`;
      const known = found.get(key);
      if (known === undefined && found.size >= mostChanges) continue;
      const kind = known?.kind === "Created" && change.kind === "Updated" ? "Created" : change.kind;
      found.set(key, { ...change, kind });
    }
  return [...found.values()];
}

function* meaning({ table, key: { id, ...columns }, before, after }: ObjectWrite): Iterable<ChangeOf> {
  const place = Object.entries(columns).filter(([, value]) => value !== null);
  const names = place.map(([column]) => paramOf(column));
  const candidates = readers.get(modelOf(table)) ?? [];
  const reader =
    candidates.find(({ params }) => params.slice(0, -1).sort().join() === [...names].sort().join()) ??
    (id === undefined ? candidates[0] : undefined);
  if (reader === undefined) return;
  const { resource, params } = reader;
  const at = Object.fromEntries(place.map(([column, value]) => [paramOf(column), String(value)]));
  if (id === undefined) {
    yield { resource, kind: "Updated", ids: at };
    return;
  }
  const named = (one: unknown) => ({ ...at, [params.at(-1) as string]: String(one) });
  if (after === null) {
    yield { resource, kind: "Deleted", ids: named(id) };
    return;
  }
  const former = (before as { readonly ID?: unknown } | null | undefined)?.ID;
  const renamed = former !== undefined && former !== id;
  if (renamed) yield { resource, kind: "Deleted", ids: named(former) };
  yield { resource, kind: before === null || renamed ? "Created" : "Updated", ids: named(id) };
}

/** Resources that can be followed, with the roles that read them: one of those is needed. */
export const followable: ReadonlyMap<string, readonly string[]> = new Map(
  [...readers.values()].flat().map(({ resource }) => [resource, rolesOf(resource)]),
);

function rolesOf(resource: string): string[] {
  const operations = Object.values((resources[resource]?.operations ?? {}) as Readonly<Record<string, Operation>>);
  return [
    ...new Set(
      operations.flatMap(({ method, path, access }) =>
        method === "GET" && !own.test(path) && typeof access === "object" ? access.roles : [],
      ),
    ),
  ];
}

export const mayFollow = (caller: Caller, resource: string): boolean =>
  hasRole(caller, ...(followable.get(resource) ?? []));
