import { addToCart, type Handler } from "@orderwell/middleware";

/** Gift cards, which the demo marketplace does not have, by their IDs. A real service asks whoever sells them. */
const giftCards: Readonly<Record<string, number>> = { "gift-card-25": 25, "gift-card-50": 50, "gift-card-100": 100 };

/** Products of the demo's customers that are somewhere else: described and priced when they are put into a cart. */
export const elsewhereService = (hashKey: string): Handler =>
  addToCart({
    hashKey,
    price({ ProductID }) {
      const id = ProductID?.toLowerCase() ?? "";
      if (!Object.hasOwn(giftCards, id)) return { Product: null };
      const amount = giftCards[id] as number;
      return { Product: { ID: id, Name: `Gift card ${amount}`, ShipWeight: 0.05 }, UnitPrice: amount };
    },
  });
