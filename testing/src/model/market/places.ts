import type { TestClient } from "../../client.ts";

interface PlaceFacts {
  readonly street: string;
  readonly shipping: boolean;
  readonly billing: boolean;
}

const facts = {
  home: { street: "1 Home Road", shipping: true, billing: true },
  bank: { street: "2 Bank Street", shipping: false, billing: true },
} satisfies Record<string, PlaceFacts>;

export type PlaceId = keyof typeof facts;
/** Saved addresses that the buyer's people may use. */
export const places: Readonly<Record<PlaceId, PlaceFacts>> = facts;
export const placeIds = Object.keys(places) as PlaceId[];

/** An address of an order or of a line: a saved one by its ID, or one that is said in full. */
export interface Place {
  readonly id: PlaceId | null;
  readonly street: string;
}

export const saved = (id: PlaceId): Place => ({ id, street: places[id].street });
/** The same address, of no address book. */
export const detached = (place: Place | null): Place | null => place && { ...place, id: null };

/** An address in full, as bodies say it. */
export const addressBody = (street: string) => ({ Street1: street, City: "Oslo", Country: "NO" });

/** Puts them into the buyer's address book, for everybody of the buyer. */
export async function addPlaces(seller: TestClient): Promise<void> {
  const path = { buyerID: "acme" };
  for (const id of placeIds) {
    const { street, shipping, billing } = places[id];
    await seller.ok("Addresses.Create", { path, body: { ID: id, AddressName: id, ...addressBody(street) } });
    await seller.ok("Addresses.SaveAssignment", {
      path,
      body: { AddressID: id, IsShipping: shipping, IsBilling: billing },
    });
  }
}
