import fc from "fast-check";
import { addressBody, type Place, type PlaceId, places, saved } from "../market/places.ts";
import { type Actor, isAdmin, type Order } from "../market/state.ts";
import { Action, accepted, isOrder, ofOrder, toChange } from "./action.ts";
import { lineFinding, mayHaveLinesChanged, orMissing } from "./lines.ts";
import * as slots from "./slots.ts";

type Side = "Shipping" | "Billing";

export const placeOf = (order: Order, side: Side): Place | null => (side === "Shipping" ? order.shipTo : order.billTo);

/** What goes to the order goes to all of its lines. */
export function put(order: Order, side: Side, place: Place | null): void {
  if (side === "Billing") {
    order.billTo = place;
    return;
  }
  order.shipTo = place;
  for (const line of order.lines) line.shipTo = place;
}

/** Says an address in full. */
export const setPlace = (by: Actor, id: string, side: Side, street: string) =>
  new Action(by, `Orders.Set${side}Address`, { path: ofOrder(id), body: addressBody(street) }, id, (state) => {
    const order = toChange(state, by, id);
    return isOrder(order) ? accepted(() => put(order, side, { id: null, street })) : order;
  });

/** Changes the address that is there: no saved one, before the order is submitted. */
export const changePlace = (by: Actor, id: string, side: Side, street: string) =>
  new Action(by, `Orders.Patch${side}Address`, { path: ofOrder(id), body: { Street1: street } }, id, (state) => {
    const order = toChange(state, by, id);
    if (!isOrder(order)) return order;
    const place = placeOf(order, side);
    if (place === null) return { refused: [`${side}Address.CannotModifyNotFound`] };
    if (place.id !== null && order.status === "Unsubmitted") return { refused: [`${side}Address.CannotPatchSetByID`] };
    return accepted(() => put(order, side, { ...place, street }));
  });

/** The saved address that an order shows, which leaves it as it is when it is sent back. */
export const shownId = (order: Order, side: Side): string | null => {
  const { billTo, shipTo, lines } = order;
  if (side === "Billing") return billTo?.id ?? null;
  return shipTo !== null && lines.every((line) => line.shipTo?.id === shipTo.id) ? shipTo.id : null;
};

/** Stands against a saved address: that of another company, or one that is not for this. */
export const placeFinding = (order: Order, side: Side, place: PlaceId): string | undefined => {
  if (order.toSupplier) return "NotFound";
  const { shipping, billing } = places[place];
  if (side === "Shipping" && !shipping) return "Address.IsNotShippingAddress";
  return side === "Billing" && !billing ? "NotFound" : undefined;
};

/** Names a saved address, or none. */
export const usePlace = (by: Actor, id: string, side: Side, place: PlaceId | null) =>
  new Action(by, "Orders.Patch", { path: ofOrder(id), body: { [`${side}AddressID`]: place } }, id, (state) => {
    const order = toChange(state, by, id);
    if (!isOrder(order)) return order;
    if (place === shownId(order, side)) return accepted();
    const finding = place === null ? undefined : placeFinding(order, side, place);
    if (finding !== undefined) return { refused: [finding] };
    return accepted(() => put(order, side, place && saved(place)));
  });

/** Sends a line elsewhere than the others, to an address in full. */
const sendLine = (by: Actor, id: string, line: string, street: string) =>
  new Action(
    by,
    "LineItems.SetShippingAddress",
    { path: ofOrder(id, { lineItemID: line }), body: addressBody(street) },
    id,
    (state) => {
      const order = toChange(state, by, id);
      if (!isOrder(order)) return orMissing(order);
      const found = order.lines.find((one) => one.id === line);
      if (found === undefined) return { refused: ["NotFound"] };
      return accepted(() => {
        found.shipTo = { id: null, street };
      });
    },
  );

const redirectLine = (by: Actor, id: string, line: string, street: string) =>
  new Action(
    by,
    "LineItems.PatchShippingAddress",
    { path: ofOrder(id, { lineItemID: line }), body: { Street1: street } },
    id,
    (state) => {
      const order = toChange(state, by, id);
      if (!isOrder(order)) return orMissing(order);
      const found = order.lines.find((one) => one.id === line);
      if (found === undefined) return { refused: ["NotFound"] };
      const { shipTo } = found;
      if (shipTo === null) return { refused: ["LineItem.CannotPatchShippingAddressIfMissing"] };
      // Whether what never got to the seller is a copy, nobody says.
      if (shipTo.id !== null && !order.submitted && order.status !== "Unsubmitted") return "unsaid";
      if (shipTo.id !== null && order.status === "Unsubmitted")
        return { refused: ["ShippingAddress.CannotPatchSetByID"] };
      return accepted(() => {
        found.shipTo = { ...shipTo, street };
      });
    },
  );

/** Has a line name a saved address, or none. */
const addressLine = (by: Actor, id: string, line: string, place: PlaceId | null) =>
  new Action(
    by,
    "LineItems.Patch",
    { path: ofOrder(id, { lineItemID: line }), body: { ShippingAddressID: place } },
    id,
    (state) => {
      const order = toChange(state, by, id);
      if (!isOrder(order)) return orMissing(order);
      const found = order.lines.find((one) => one.id === line);
      if (found === undefined) return { refused: ["NotFound"] };
      if (!mayHaveLinesChanged(order) || (order.status !== "Unsubmitted" && !isAdmin(by))) return "unsaid";
      const stays = place === (found.shipTo?.id ?? null);
      const finding = place === null || stays ? undefined : placeFinding(order, "Shipping", place);
      if (finding !== undefined) return { refused: [finding] };
      // What is written is held against the catalog once more.
      const other = order.status === "Unsubmitted" && !found.isBundle && lineFinding(order, found);
      if (other) return { refused: [other] };
      return accepted(() => {
        if (!stays) found.shipTo = place && saved(place);
      });
    },
  );

/** Says under which name an order is: guests have none of their own. */
export const name = (by: Actor, id: string, firstName: string) =>
  new Action(by, "Orders.PatchFromUser", { path: ofOrder(id), body: { FirstName: firstName } }, id, (state) => {
    const order = toChange(state, by, id);
    if (!isOrder(order)) return order;
    return accepted(() => {
      order.firstName = firstName;
    });
  });

export const side = fc.constantFrom<Side>("Shipping", "Billing");
export const street = fc.constantFrom("3 Lake Lane", "4 Hill Way");
export const place = fc.constantFrom<PlaceId | null>("home", "home", "bank", null);
export const firstName = fc.constantFrom("Ada", "Bo");

/** Where orders and lines go, and under which name. */
export const addressActions: readonly fc.WeightedArbitrary<Action>[] = [
  {
    weight: 2,
    arbitrary: fc.tuple(slots.onAnyOrder, side, street).map(([[by, id], one, to]) => setPlace(by, id, one, to)),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(slots.onAnyOrder, side, street).map(([[by, id], one, to]) => changePlace(by, id, one, to)),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(slots.onAnyOrder, side, place).map(([[by, id], one, to]) => usePlace(by, id, one, to)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(slots.onAnyOrder, slots.anyLine, street)
      .map(([[by, id], line, to]) => sendLine(by, id, line, to)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(slots.onAnyOrder, slots.anyLine, street)
      .map(([[by, id], line, to]) => redirectLine(by, id, line, to)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(slots.onAnyOrder, slots.anyLine, place)
      .map(([[by, id], line, to]) => addressLine(by, id, line, to)),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(slots.onAnyOrder, firstName).map(([[by, id], one]) => name(by, id, one)),
  },
];
