import { assignments, crud, list, post, put, remove, resource } from "../declare.ts";
import { flag, oneOf, text } from "../field.ts";

export const products = resource("Products", {
  section: "Product catalogs",
  description: "What is sold: products, their variants, their suppliers and who may buy them at which prices.",
  roles: { read: ["ProductAdmin", "ProductReader"], write: ["ProductAdmin"] },
  operations: [
    crud("/products/{productID}", "Product", {
      list: "faceted",
      except: { List: { query: { catalogID: text(), categoryID: text(), supplierID: text() } } },
    }),
    assignments("/products/assignments", "ProductAssignment", {
      list: {
        productID: text(),
        priceScheduleID: text(),
        buyerID: text(),
        userGroupID: text(),
        level: oneOf("PartyType"),
        userID: text({ deprecated: true }),
      },
      remove: "/products/{productID}/assignments/{buyerID}",
      by: { userID: text(), userGroupID: text(), sellerID: text() },
      roles: {
        list: ["ProductAdmin", "ProductAssignmentAdmin", "ProductReader"],
        save: ["ProductAdmin", "ProductAssignmentAdmin"],
        remove: ["ProductAdmin", "ProductAssignmentAdmin"],
      },
    }),
    list("ListSpecs", "/products/{productID}/specs", "Spec", { summary: "List the specs of a product." }),
    list("ListSuppliers", "/products/{productID}/suppliers", "ProductSupplier", {
      summary: "List the suppliers of a product.",
    }),
    put("SaveSupplier", "/products/{productID}/suppliers/{supplierID}", {
      summary: "Let a supplier sell a product.",
      query: { defaultPriceScheduleID: text() },
    }),
    remove("RemoveSupplier", "/products/{productID}/suppliers/{supplierID}", {
      summary: "Stop a supplier from selling a product.",
    }),
    crud("/products/{productID}/variants/{variantID}", "Variant", {
      names: ["Variant", "Variants"],
      only: ["List", "Get", "Save", "Patch"],
    }),
    post("GenerateVariants", "/products/{productID}/variants/generate", {
      summary: "Generate a variant for every combination of variant-defining spec options.",
      body: "VariantOverrides",
      optionalBody: true,
      reply: "Product",
      query: { overwriteExisting: flag() },
    }),
  ],
});
