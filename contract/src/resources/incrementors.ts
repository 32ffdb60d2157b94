import { crud, resource } from "../declare.ts";

export const incrementors = resource("Incrementors", {
  section: "Marketplace owner",
  description: "Counters that IDs may refer to.",
  roles: { read: ["IncrementorAdmin", "IncrementorReader"], write: ["IncrementorAdmin"] },
  userTypes: ["Seller"],
  operations: [crud("/incrementors/{incrementorID}", "Incrementor", { noun: ["an incrementor", "incrementors"] })],
});
