import type { CategoryAssignment } from "@orderwell/contract";
import { AssignmentTable, type PartyRules, partyIds, resolveParty } from "../../parties/index.ts";
import { sql } from "../../platform/db/sql.ts";
import { notFound } from "../../platform/errors/api-error.ts";
import type { Call } from "../../platform/operation/call.ts";
import { catalogOf } from "../catalogs/access.ts";
import { visibilityChanged } from "../visibility/classes.ts";
import { categoryId, isAssigned } from "./store.ts";

const rules: PartyRules = { levels: ["Company", "Group"], company: "buyer" };

const table = new AssignmentTable<CategoryAssignment>("category_assignment", {
  ...rules,
  select: {
    CategoryID: sql`t.category_id`,
    Visible: sql`t.visible`,
    ViewAllProducts: sql`t.view_all_products`,
  },
  object: ["category_id"],
  key: sql`marketplace_id, catalog_id, category_id, buyer_id, coalesce(group_key, 0)`,
});

/**
 * Who sees a category and its products; null inherits from above (docs/behaviour/catalog.md §6.4,
 * docs/behaviour/visibility-and-search.md §1.2).
 */
export const partyAssignments = {
  async ListAssignments(call: Call<"Categories.ListAssignments">) {
    const { level, categoryID } = call.query;
    const catalog = await catalogOf(call, call.path.catalogID, "read");
    const further = [sql`t.catalog_id = ${catalog.id}`];
    if (categoryID !== undefined) further.push(sql`lower(t.category_id) = ${categoryID.toLowerCase()}`);
    return table.list(call, partyIds(call.query), level, further);
  },

  async SaveAssignment(call: Call<"Categories.SaveAssignment">) {
    const { db, body } = call;
    const catalog = await catalogOf(call, call.path.catalogID, "write");
    const [category, party] = await Promise.all([
      categoryId(db, catalog.id, body.CategoryID),
      resolveParty(call, { BuyerID: body.BuyerID, UserGroupID: body.UserGroupID }, rules),
    ]);
    if (category === undefined) throw notFound("Category", body.CategoryID);
    if (party.buyerId === null || !(await isAssigned(db, catalog.id, party.buyerId)))
      throw notFound("CatalogAssignment", catalog.id);
    await table.save(db, { catalog_id: catalog.id, category_id: category }, party, {
      visible: body.Visible ?? null,
      view_all_products: body.ViewAllProducts ?? null,
    });
    await visibilityChanged(db);
  },

  async DeleteAssignment(call: Call<"Categories.DeleteAssignment">) {
    const { db, query } = call;
    const { catalogID, categoryID } = call.path;
    const catalog = await catalogOf(call, catalogID, "write");
    const [category, party] = await Promise.all([
      categoryId(db, catalog.id, categoryID),
      resolveParty(call, partyIds(query), rules),
    ]);
    if (category === undefined) throw notFound("Category", categoryID);
    const removed = await table.remove(db, { catalog_id: catalog.id, category_id: category }, party);
    if (!removed) throw notFound("CategoryAssignment", query.userGroupID ?? query.buyerID);
    await visibilityChanged(db);
  },
};
