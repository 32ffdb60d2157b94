import type { Category } from "@orderwell/contract";
import type { Scope } from "../../platform/crud/table.ts";
import type { Row } from "../../platform/db/json.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { Call } from "../../platform/operation/call.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import { pathOf } from "../../platform/operation/path.ts";
import { catalogOf } from "../catalogs/access.ts";
import { categoryResource, pushSiblings } from "../placement/catalogs.store.ts";
import { bundleAssignments } from "./bundle-assignments.operations.ts";
import { readDepth } from "./depth.ts";
import { partyAssignments } from "./party-assignments.operations.ts";
import { productAssignments } from "./product-assignments.operations.ts";
import { parentOf, requireRoom } from "./rules.ts";
import { inCatalog, listCategories } from "./store.ts";

const catalogIn = (scope: Scope): string => String(scope.columns?.catalog_id);

const categories = categoryResource({
  async prepare(work, { draft, before, scope }) {
    const catalogId = catalogIn(scope);
    if (before === null) await requireRoom(work.db, catalogId);
    draft.ParentID = await parentOf(work.db, catalogId, draft, before);
  },
});

const within = async (call: Call, intent: "read" | "write"): Promise<Scope> => ({
  columns: { catalog_id: (await catalogOf(call, pathOf(call, "catalogID"), intent)).id },
});

/** Makes room in the order of its siblings for a category that was given a place among them, if that is asked for. */
async function adjusted(
  { db, query, body }: Call<"Categories.Create"> | Call<"Categories.Save"> | Call<"Categories.Patch">,
  scope: Scope,
  row: Row<Category>,
): Promise<Row<Category>> {
  const listOrder = body.ListOrder ?? null;
  const { ID: id, ParentID: parentId } = row;
  if (query.adjustListOrders === true && listOrder !== null)
    await pushSiblings(db, catalogIn(scope), { id, parentId, listOrder });
  return row;
}

/** The tree of categories of a catalog, what is in them and who sees it (docs/behaviour/catalog.md §6.3, §6.4). */
export function categoryOperations(): Implementation[] {
  return implement(
    "Categories",
    {
      async Create(call) {
        const scope = await within(call, "write");
        return adjusted(call, scope, await categories.create(call, scope, call.body));
      },
      async Save(call) {
        const scope = await within(call, "write");
        return adjusted(call, scope, await categories.replace(call, scope, call.path.categoryID, call.body));
      },
      async Patch(call) {
        const scope = await within(call, "write");
        return adjusted(call, scope, await categories.patch(call, scope, call.path.categoryID, call.body));
      },
      async Delete(call) {
        await categories.remove(call, await within(call, "write"), call.path.categoryID);
      },
      async List(call: Call<"Categories.List">) {
        const depth = readDepth(call.query.depth, 1);
        const catalog = await catalogOf(call, call.path.catalogID, "read");
        return listCategories(call.db, categories.table, catalog.id, call.list, depth);
      },
      async Get(call: Call<"Categories.Get">) {
        const { catalogID, categoryID } = call.path;
        const [, category] = await Promise.all([
          catalogOf(call, catalogID, "read"),
          categories.table.find(call.db, { where: inCatalog(call.db.marketplaceId, catalogID) }, categoryID),
        ]);
        if (category === undefined) throw notFound("Category", categoryID);
        return category;
      },
      ...partyAssignments,
      ...productAssignments,
      ...bundleAssignments,
    },
    { List: { defaultSort: ["ListOrder", "Name", "ID"] } },
  );
}
