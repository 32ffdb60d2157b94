import type { PeopleDependents } from "../../people/index.ts";
import { replaceAddresses, shippingAddress } from "./ship-from.store.ts";

/** Consequences of an address's deletion for products. */
export const shipFromAddresses: PeopleDependents = {
  async deletingAddress({ db }, { key }) {
    const address = await shippingAddress(db, key);
    if (address !== undefined) await replaceAddresses(db, address.supplier, [address.id], null);
  },
};
