import type { Category } from "@orderwell/contract";
import { crud } from "../../platform/crud/crud.ts";
import { Table } from "../../platform/crud/table.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { sql } from "../../platform/db/sql.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import type { Call } from "../../platform/operation/call.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import { catalogOf } from "../catalogs/access.ts";
import { visibilityChanged } from "../visibility/classes.ts";
import { reclassifyMany } from "../visibility/placement.ts";
import { readDepth, withinDepth } from "./depth.ts";
import { partyAssignments } from "./party-assignments.ts";
import { productAssignments } from "./product-assignments.ts";
import { categoryId, emptySubtree, liesWithin, pushSiblings } from "./store.ts";

const table = new Table("category", "Category", {
  computed: {
    ChildCount: sql`(select count(*) from category c where c.marketplace_id = t.marketplace_id and c.catalog_id = t.catalog_id and c.parent_id = t.id)`,
  },
});

type Within = { readonly catalogID: string };
const catalogIn = (scope: { readonly columns?: Readonly<Record<string, unknown>> }) =>
  String(scope.columns?.catalog_id);

/** The tree of categories of a catalog, what is in them and who sees it (docs/behaviour/catalog.md §6.3, §6.4). */
export function categoryOperations(): Implementation[] {
  const verbs = crud<Category>(table, {
    idParam: "categoryID",
    async scope(call, intent) {
      const catalog = await catalogOf(call, (call.path as Within).catalogID, intent);
      return { columns: { catalog_id: catalog.id } };
    },
    async prepare(call, draft, before, scope) {
      draft.ParentID = await parentOf(call.db, catalogIn(scope), draft, before);
    },
    async saved(call, after, before, scope) {
      const { adjustListOrders } = call.query as { readonly adjustListOrders?: boolean };
      const submitted = (call.body as Partial<Category>).ListOrder;
      if (adjustListOrders === true && submitted !== undefined && submitted !== null)
        await pushSiblings(call.db, catalogIn(scope), {
          id: after.ID,
          parentId: after.ParentID,
          listOrder: submitted,
        });
      // A new category counts as well: classes of products may be left from one that had its ID.
      if (before === null || before.Active !== after.Active || before.ParentID !== after.ParentID)
        await visibilityChanged(call.db);
    },
    async deleting({ db }, category, scope) {
      await reclassifyMany(db, await emptySubtree(db, catalogIn(scope), category.ID));
    },
    deleted: ({ db }) => visibilityChanged(db),
  });
  return implementSome(
    "Categories",
    {
      ...verbs,
      async List(call: Call<"Categories.List">) {
        const depth = readDepth(call.query.depth, 1);
        const catalog = await catalogOf(call, call.path.catalogID, "read");
        const { where, list } = withinDepth(call.db, catalog.id, call.list, depth);
        return table.list(call.db, { columns: { catalog_id: catalog.id }, where }, list);
      },
      async Get(call: Call<"Categories.Get">) {
        const { catalogID, categoryID } = call.path;
        const [, category] = await Promise.all([
          catalogOf(call, catalogID, "read"),
          table.find(call.db, { where: sql`lower(t.catalog_id) = ${catalogID.toLowerCase()}` }, categoryID),
        ]);
        if (category === undefined) throw notFound("Category", categoryID);
        return category;
      },
      ...partyAssignments,
      ...productAssignments,
    },
    { List: { defaultSort: ["ListOrder", "Name", "ID"] } },
  );
}

/**
 * The stored ID of the category that a draft names as its parent; null at the top.
 *
 * @throws ApiError NotFound (Category), Category.CircularReference
 */
async function parentOf(
  db: TenantDb,
  catalogId: string,
  draft: Category,
  before: Category | null,
): Promise<string | null> {
  const named = draft.ParentID?.toLowerCase();
  if (named === undefined || named === "") return null;
  if (named === draft.ID.toLowerCase() || named === before?.ID.toLowerCase())
    throw apiError("Category.CircularReference", { CategoryID: draft.ID, ParentID: draft.ParentID });
  if (named === before?.ParentID?.toLowerCase()) return before?.ParentID ?? null;
  const parent = await categoryId(db, catalogId, named);
  if (parent === undefined) throw notFound("Category", draft.ParentID);
  if (before !== null && (await liesWithin(db, catalogId, parent, before.ID)))
    throw apiError("Category.CircularReference", { CategoryID: draft.ID, ParentID: parent });
  return parent;
}
