import { resource, singleton } from "../declare.ts";

export const searchSettings = resource("SearchSettings", {
  section: "Product catalogs",
  description: "How searches of products take what people type.",
  extension: true,
  roles: { read: ["ProductReader", "ProductAdmin"], write: ["ProductAdmin"] },
  userTypes: { read: ["Seller"], write: ["Seller"] },
  operations: [singleton("/searchsettings", "SearchSettings", { noun: "the settings of searches" })],
});
