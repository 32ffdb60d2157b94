import { type Call, crud } from "../declare.ts";

export const addresses: readonly Call[] = [
  ...crud("/me/addresses/{addressID}", "BuyerAddress", {
    noun: ["an address", "addresses"],
    whose: "of the caller",
    names: ["Address", "Addresses"],
    roles: { read: ["MeAddressAdmin", "Shopper"], write: ["MeAddressAdmin"] },
    except: { Patch: { reply: null } },
  }),
];
