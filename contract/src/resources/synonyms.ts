import { crud, resource } from "../declare.ts";

export const synonyms = resource("Synonyms", {
  section: "Product catalogs",
  description: "Words by which searches find products that are called otherwise.",
  extension: true,
  roles: { read: ["ProductReader", "ProductAdmin"], write: ["ProductAdmin"] },
  userTypes: { read: ["Seller"], write: ["Seller"] },
  operations: [crud("/synonyms/{synonymID}", "Synonym", { noun: ["a synonym", "synonyms"] })],
  raises: {
    "Create Save": ["Synonym.MaximumSynonymsReached"],
  },
});
