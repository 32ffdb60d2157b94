import { type Implementation, implementStaged } from "../../platform/operation/implement.ts";
import { beginning, changesAfter, cursorIn, resourcesFor } from "./reading.ts";

/** What was changed in the marketplace, page by page (docs/behaviour/integrations.md §10). */
export const changeOperations = (): Implementation[] => [
  implementStaged("Changes.List", {
    prepare({ actor: caller, works, query: { after, resources, pageSize } }) {
      const following = { works, caller, resources: resourcesFor(caller, resources) };
      return after ? changesAfter(following, cursorIn(after), pageSize ?? 100) : beginning(following);
    },
    perform: async (_call, page) => page,
  }),
];
