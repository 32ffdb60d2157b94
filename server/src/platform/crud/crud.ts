import type { OperationId } from "@orderwell/contract";
import type { Row } from "../db/json.ts";
import type { Later } from "../db/later.ts";
import type { Call } from "../operation/call.ts";
import type { UserWork } from "../work/work.ts";
import type { Given, Resource } from "./resource.ts";
import type { Page, Scope } from "./table.ts";

type AnyCall = Call<OperationId>;

/** Parameters by which requests name an object of a resource. */
export interface CrudPaths {
  /** Name of the path parameter that carries the object's ID. */
  readonly idParam: string;
  /**
   * Resolves what the path names around the object (buyer, catalog, …) and what the caller may see of it. Default: every
   * object of the marketplace.
   *
   * @throws ApiError NotFound, or a 403 for callers who may not.
   */
  scope?(call: AnyCall, intent: "read" | "write"): Promise<Scope> | Scope;
}

/** Binds the plain operations of a resource to requests. Spread the result into `implement`; replace what differs. */
export function crud<Model extends object, Prepared>(
  resource: Resource<Model, Prepared, UserWork>,
  { idParam, scope }: CrudPaths,
) {
  const scopeOf = async (call: AnyCall, intent: "read" | "write"): Promise<Scope> =>
    (await scope?.(call, intent)) ?? {};
  const idOf = (call: AnyCall): string => (call.path as Record<string, string>)[idParam] as string;
  const given = (call: AnyCall): Given<Model> => call.body as Given<Model>;
  return {
    async List(call: AnyCall): Promise<Page<Row<Model>>> {
      return resource.list(call, await scopeOf(call, "read"), call.list);
    },
    async Get(call: AnyCall): Promise<Row<Model>> {
      return resource.get(call, await scopeOf(call, "read"), idOf(call));
    },
    async Create(call: AnyCall): Promise<Row<Model> | Later<Row<Model>>> {
      return resource.createLast(call, await scopeOf(call, "write"), given(call));
    },
    async Save(call: AnyCall): Promise<Row<Model> | Later<Row<Model>>> {
      return resource.replaceLast(call, await scopeOf(call, "write"), idOf(call), given(call));
    },
    async Patch(call: AnyCall): Promise<Row<Model> | Later<Row<Model>>> {
      return resource.patchLast(call, await scopeOf(call, "write"), idOf(call), given(call));
    },
    async Delete(call: AnyCall): Promise<void> {
      await resource.remove(call, await scopeOf(call, "write"), idOf(call));
    },
  };
}
