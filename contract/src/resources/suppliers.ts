import { crud, list, put, remove, resource } from "../declare.ts";

export const suppliers = resource("Suppliers", {
  section: "Suppliers",
  description: "Companies that sell on the marketplace besides its owner.",
  roles: { read: ["SupplierAdmin", "SupplierReader"], write: ["SupplierAdmin"] },
  userTypes: { write: ["Seller", "Supplier"] },
  operations: [
    crud("/suppliers/{supplierID}", "Supplier", {
      noun: ["a supplier", "suppliers"],
      except: { Create: { userTypes: ["Seller"] }, Delete: { userTypes: ["Seller"] } },
    }),
    list("ListBuyers", "/suppliers/{supplierID}/buyers", "SupplierBuyer", {
      summary: "List the buyers that may order from a supplier.",
      userTypes: ["Seller", "Supplier"],
    }),
    put("SaveBuyer", "/suppliers/{supplierID}/buyers/{buyerID}", {
      summary: "Let a buyer order from a supplier.",
      userTypes: ["Seller"],
    }),
    remove("DeleteBuyer", "/suppliers/{supplierID}/buyers/{buyerID}", {
      summary: "Stop a buyer from ordering from a supplier.",
      userTypes: ["Seller"],
    }),
  ],
  raises: {
    Delete: [
      "Catalog.CannotDelete",
      "InventoryRecord.OpenOrdersExist",
      "User.CannotDeleteDefaultContextUser",
      "Impersonation.CannotDeleteImpersonateeParty",
    ],
  },
});
