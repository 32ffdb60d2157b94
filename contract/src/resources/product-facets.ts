import { crud, resource } from "../declare.ts";

export const productFacets = resource("ProductFacets", {
  section: "Product catalogs",
  description: "Properties under `xp` that product lists count results by.",
  roles: { read: ["ProductFacetAdmin", "ProductFacetReader"], write: ["ProductFacetAdmin"] },
  operations: [
    crud("/productfacets/{productFacetID}", "ProductFacet", { noun: ["a product facet", "product facets"] }),
  ],
  raises: {
    "Create Save Patch": ["ProductFacet.XpPathInUse"],
  },
});
