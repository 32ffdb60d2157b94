import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PriceBreak } from "@orderwell/contract";
import type { Purchasable } from "../../catalogs/index.ts";
import type { OrderLine } from "./line-row.store.ts";
import type { Order } from "./order.ts";
import type { OrderHead } from "./order-row.store.ts";
import { type PriceFacts, settle } from "./settle.ts";

const now = new Date("2026-01-02T03:04:05Z");

const line = (ID: string, more: Partial<OrderLine> = {}): OrderLine =>
  ({
    ID,
    ProductID: "p",
    Quantity: 1,
    IsBundle: false,
    UnitPrice: null,
    LineSubtotal: "0",
    LineTotal: "0",
    BaseDiscount: "0",
    PromotionDiscount: "0",
    PriceOverridden: false,
    IsOnSale: false,
    PriceScheduleID: null,
    Specs: [],
    supplier_id: null,
    frozen: false,
    ...more,
  }) as OrderLine;

const head = (more: Partial<OrderHead> = {}): OrderHead =>
  ({
    ID: "o",
    Subtotal: "0",
    BaseDiscount: "0",
    PromotionDiscount: "0",
    ShippingCost: "5",
    TaxCost: "1.25",
    Gratuity: "0",
    Fees: "0",
    Total: "0",
    SubscriptionID: null,
    ...more,
  }) as OrderHead;

const order = (...lines: OrderLine[]): Order<"lines"> => ({ head: head(), isNew: false, lines });

/** Product `p` at these prices by quantity. */
const product = (prices: readonly (readonly [from: number, price: string])[], UseCumulativeQuantity = false) =>
  ({
    product: { ID: "p", DefaultSupplierID: null },
    priceSchedule: {
      ID: "s",
      MinQuantity: 1,
      MaxQuantity: null,
      RestrictedQuantity: false,
      UseCumulativeQuantity,
      SaleStart: null,
      SaleEnd: null,
      PriceBreaks: prices.map(([Quantity, Price]) => ({ Quantity, Price, SalePrice: null }) as PriceBreak),
    },
    specs: [],
    variants: [],
    soldBySeller: true,
  }) as unknown as Purchasable;

const facts = (item: Purchasable, ...anew: string[]): PriceFacts => ({
  now,
  products: new Map([["p", item]]),
  anew: ({ ID }) => anew.includes(ID),
});

/** Amounts of the lines, and what the order costs. */
const amounts = ({ head: { Subtotal, Total }, lines }: Order<"lines">) => [
  ...lines.map(({ ID, UnitPrice, LineTotal }) => `${ID} ${UnitPrice} ${LineTotal}`),
  `${Subtotal} ${Total}`,
];

describe("settling an order", () => {
  const tiered = [
    [1, "10"],
    [3, "8"],
  ] as const;

  test("prices lines that follow the catalog anew, and leaves the others at the price they have", () => {
    const before = order(line("a", { Quantity: 3 }), line("b", { UnitPrice: "9", LineSubtotal: "9", LineTotal: "9" }));
    const { order: after, findings } = settle(before, facts(product(tiered), "a"));
    assert.deepEqual(amounts(after), ["a 8 24", "b 9 9", "33 39.25"]);
    assert.equal(findings.size, 0);
    assert.equal(after.lines[0]?.PriceScheduleID, "s");
  });

  test("prices all lines of a product together where their quantities count together, until they are frozen", () => {
    const other = { UnitPrice: "10", LineSubtotal: "20", LineTotal: "20", Quantity: 2 };
    const before = order(line("a"), line("b", other), line("c", { ...other, frozen: true }));
    const { order: after } = settle(before, facts(product(tiered, true), "a"));
    assert.deepEqual(amounts(after), ["a 8 8", "b 8 16", "c 10 20", "44 50.25"]);
    const removed = settle(order(line("b", other)), facts(product(tiered, true)));
    assert.deepEqual(amounts(removed.order), ["b 10 20", "20 26.25"]);
  });

  test("takes subscription prices for orders of subscriptions alone", () => {
    const item = product([[1, "10"]]);
    Object.assign(item.priceSchedule?.PriceBreaks?.[0] ?? {}, { SubscriptionPrice: "7" });
    const bought = order(line("a"));
    assert.deepEqual(amounts(settle(bought, facts(item, "a")).order), ["a 10 10", "10 16.25"]);
    const repeated = { ...bought, head: head({ SubscriptionID: "monthly" }) };
    assert.deepEqual(amounts(settle(repeated, facts(item, "a")).order), ["a 7 7", "7 13.25"]);
  });

  test("keeps a price that was set, and finds everything that stands against a line without stopping", () => {
    const set = line("a", { UnitPrice: "3", PriceOverridden: true, Quantity: 2 });
    assert.deepEqual(amounts(settle(order(set), facts(product(tiered), "a")).order), ["a 3 6", "6 12.25"]);
    const least = product(tiered);
    Object.assign(least.priceSchedule ?? {}, { MinQuantity: 2 });
    const unpriced = { ...product([]), priceSchedule: null };
    const products = new Map([
      ["p", least],
      ["q", unpriced],
    ]);
    const { findings } = settle(order(line("a"), line("b", { ProductID: "q" })), { now, products, anew: () => true });
    assert.deepEqual([...findings.keys()], ["a", "b"]);
  });

  test("keeps prices after submission; another quantity or price changes the amounts alone", () => {
    const was = line("a", { frozen: true, UnitPrice: "7", LineSubtotal: "7", LineTotal: "7" });
    const still = settle(order(was), { now, products: new Map(), anew: () => false, before: [was] });
    assert.equal(still.order.lines[0], was);
    const more = { ...was, Quantity: 3 };
    const after = settle(order(more), { now, products: new Map(), anew: () => false, before: [was] });
    assert.deepEqual(amounts(after.order), ["a 7 21", "21 27.25"]);
  });

  test("works out the total alone where the lines were not read", () => {
    const { order: after } = settle({ head: head({ Subtotal: "10", PromotionDiscount: "2" }), isNew: false });
    assert.deepEqual([after.head.Subtotal, after.head.Total], ["10", "14.25"]);
    assert.equal("lines" in after, false);
  });
});
