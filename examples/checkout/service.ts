import type { wire } from "@orderwell/contract";
import { checkout, type Handler } from "@orderwell/middleware";

/** Sales tax by country and state; nothing where none is known. A real service asks a provider. */
const taxRates: Readonly<Record<string, number>> = {
  "US MA": 0.0625,
  "US NY": 0.08875,
  "US CA": 0.0725,
  IE: 0.23,
  DE: 0.19,
};

const methods = [
  { ID: "ground", Name: "Ground", base: 8, perPound: 0.35, days: 5 },
  { ID: "express", Name: "Express", base: 19, perPound: 0.9, days: 2 },
] as const;

/** Taker of orders, such as the interface of a warehouse; answers with its own number for the order. */
export type TakeOrder = (worksheet: wire.OrderWorksheet) => Promise<string>;

/** The checkout of the demo marketplace: shipping by weight and place of dispatch, sales tax, and orders handed on. */
export const checkoutService = (hashKey: string, takeOrder: TakeOrder): Handler =>
  checkout({
    hashKey,
    estimateShipping: ({ OrderWorksheet }) => ({ ShipEstimates: parcels(OrderWorksheet?.LineItems ?? []) }),
    calculate: ({ OrderWorksheet }) => ({ TaxTotal: tax(OrderWorksheet?.LineItems ?? []) }),
    submit: async ({ OrderWorksheet }) => ({ xp: { warehouseNumber: await takeOrder(OrderWorksheet!) } }),
  });

/** One parcel for each place that lines are sent from. */
function parcels(lines: readonly wire.LineItem[]) {
  const byPlace = Map.groupBy(lines, ({ ShipFromAddressID }) => ShipFromAddressID ?? "warehouse");
  return [...byPlace].map(([place, held]) => {
    const pounds = sum(held, ({ Product, Quantity }) => (Product?.ShipWeight ?? 0) * (Quantity ?? 0));
    return {
      ID: place,
      ShipEstimateItems: held.map(({ ID, Quantity }) => ({ LineItemID: ID, Quantity })),
      ShipMethods: methods.map(({ ID, Name, base, perPound, days }) => ({
        ID,
        Name,
        Cost: cents(base + perPound * pounds),
        EstimatedTransitDays: days,
      })),
    };
  });
}

const tax = (lines: readonly wire.LineItem[]): number =>
  cents(sum(lines, ({ LineTotal, ShippingAddress }) => (LineTotal ?? 0) * taxRate(ShippingAddress)));

function taxRate(address: wire.LineItem["ShippingAddress"]): number {
  const country = address?.Country?.toUpperCase() ?? "";
  return taxRates[`${country} ${address?.State?.toUpperCase()}`] ?? taxRates[country] ?? 0;
}

const sum = <Item>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((total, item) => total + of(item), 0);
const cents = (amount: number): number => Math.round(amount * 100) / 100;
