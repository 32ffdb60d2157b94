import { assignments, crud, resource } from "../declare.ts";

export const specs = resource("Specs", {
  section: "Product catalogs",
  description: "Choices and inputs of products, their options, and the products that have them.",
  roles: { read: ["ProductAdmin", "ProductReader"], write: ["ProductAdmin"] },
  operations: [
    crud("/specs/{specID}", "Spec", { noun: ["a spec", "specs"] }),
    crud("/specs/{specID}/options/{optionID}", "SpecOption", {
      noun: ["an option", "options"],
      whose: "of a spec",
      names: ["Option", "Options"],
    }),
    assignments("/specs/productassignments", "SpecProductAssignment", {
      noun: ["a spec product assignment", "spec product assignments"],
      of: "Product",
      list: {},
      remove: "/specs/{specID}/productassignments/{productID}",
      listStyle: "full",
    }),
  ],
  raises: {
    "Create Save Patch": ["Spec.CannotAllowOpenText", "Spec.MustBeRequired", "Spec.OptionNotFound"],
    "Save Patch": [
      "ProductAssigment.ParentChildProductCannotBeAssignedToVariantSpec",
      "ProductAssigment.BundleProductCannotBeAssignedToVariantSpec",
    ],
    SaveProductAssignment: [
      "Spec.CannotAssignProduct",
      "Spec.InvalidSpecConfiguration",
      "Spec.OptionNotFound",
      "ProductAssigment.ParentChildProductCannotBeAssignedToVariantSpec",
      "ProductAssigment.BundleProductCannotBeAssignedToVariantSpec",
    ],
  },
});
