import { list, put, remove, resource } from "../declare.ts";

export const xpIndices = resource("XpIndices", {
  section: "Marketplace owner",
  description: "Properties under `xp` that lists filter on.",
  roles: ["XpIndexAdmin"],
  userTypes: ["Seller"],
  operations: [
    list("List", "/xpindices", "XpIndex", { summary: "List xp indices." }),
    put("Put", "/xpindices", { summary: "Create or update an xp index.", body: "XpIndex" }),
    remove("Delete", "/xpindices/{thingType}/{key}", { summary: "Delete an xp index." }),
  ],
});
