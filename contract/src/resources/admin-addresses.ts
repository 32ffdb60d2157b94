import { crud, resource } from "../declare.ts";

export const adminAddresses = resource("AdminAddresses", {
  section: "Marketplace owner",
  description: "Addresses of the marketplace owner.",
  roles: { read: ["AdminAddressAdmin", "AdminAddressReader"], write: ["AdminAddressAdmin"] },
  userTypes: { write: ["Seller"] },
  operations: [
    crud("/addresses/{addressID}", "Address", { noun: ["an address", "addresses"], whose: "of the seller" }),
  ],
  raises: {
    Delete: ["Address.CannotDeleteInventoryRecordAddress"],
  },
});
