import type { Bundle } from "@orderwell/contract";
import { crud } from "../../platform/crud/crud.ts";
import { type CrudRules, Resource } from "../../platform/crud/resource.ts";
import { formatInstant } from "../../platform/dates.ts";
import { type Implementation, implement } from "../../platform/operation/implement.ts";
import type { UserWork } from "../../platform/work/work.ts";
import { refuseBuyers, resolveOwner } from "../ownership/rules.ts";
import { followBundle, newBundle } from "../placement/bundles.store.ts";
import { leaveClass } from "../placement/products.store.ts";
import { checkOwner } from "../products/access.ts";
import { listKind, productListShape } from "../products/list.store.ts";
import { reachable, readable } from "../products/scope.store.ts";
import { partyAssignments } from "./party-assignments.operations.ts";
import { productAssignments } from "./product-assignments.operations.ts";
import { bundleKind, bundles } from "./store.ts";

const bundleWrites: CrudRules<Bundle, void, UserWork> = {
  async prepare(work, { draft, before }) {
    refuseBuyers(work);
    if (before !== null) checkOwner(work, before.OwnerID);
    await resolveOwner(work, draft, before);
  },
  columns: ({ now }, { before }) => (before === null ? { ...newBundle, date_created: formatInstant(now) } : {}),
  saved: ({ db }, after, { before }) => followBundle(db, after, before),
  async deleting(work, bundle) {
    refuseBuyers(work);
    checkOwner(work, bundle.OwnerID);
    await leaveClass(work.db, bundle.ID);
  },
};

/** Products sold together, what they consist of and who may have them (docs/behaviour/catalog.md §5). */
export function bundleOperations(): Implementation[] {
  const verbs = crud(new Resource(bundles, bundleWrites), {
    idParam: "bundleID",
    scope: (call, intent) => (intent === "read" ? readable(call) : reachable(call)),
  });
  return implement(
    "Bundles",
    {
      ...verbs,
      List: (call) => listKind(bundleKind, call, call.list, call.query),
      ...partyAssignments,
      ...productAssignments,
    },
    { List: productListShape },
  );
}
