import { crud, resource } from "../declare.ts";

export const supplierAddresses = resource("SupplierAddresses", {
  section: "Suppliers",
  description: "Addresses of a supplier.",
  roles: { read: ["SupplierAddressAdmin", "SupplierAddressReader"], write: ["SupplierAddressAdmin"] },
  userTypes: { write: ["Seller", "Supplier"] },
  operations: [
    crud("/suppliers/{supplierID}/addresses/{addressID}", "Address", {
      noun: ["an address", "addresses"],
      whose: "of a supplier",
    }),
  ],
  raises: {
    Delete: ["Address.CannotDeleteInventoryRecordAddress"],
  },
});
