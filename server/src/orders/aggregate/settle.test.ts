import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PriceBreak } from "@orderwell/contract";
import fc from "fast-check";
import type { Purchasable } from "../../catalogs/index.ts";
import { Decimal } from "../../platform/money.ts";
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
    BundleItemID: null,
    IsBundle: false,
    UnitPrice: null,
    LineSubtotal: "0",
    LineTotal: "0",
    BaseDiscount: "0",
    PromotionDiscount: "0",
    PriceOverridden: false,
    IsOnSale: false,
    PriceScheduleID: null,
    DiscountID: null,
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
    discounts: [],
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

  test("takes prices of bundles for lines of one, and nothing for the bundle's own line", () => {
    const item = product([[1, "10"]]);
    Object.assign(item.priceSchedule?.PriceBreaks?.[0] ?? {}, { BundlePrice: "6" });
    const own = { ...item, product: { ...item.product, ID: "set" }, priceSchedule: null };
    const lines = [line("b", { ProductID: "set", IsBundle: true }), line("a", { BundleItemID: "b" }), line("c")];
    const products = new Map([
      ["p", item],
      ["set", own as Purchasable],
    ]);
    const { order: after, findings } = settle(order(...lines), { now, products, anew: () => true });
    assert.deepEqual(amounts(after), ["b 0 0", "a 6 6", "c 10 10", "16 22.25"]);
    assert.deepEqual([findings.size, after.head.LineItemCount], [0, 2]);
  });

  test("takes the discount off the price without markups, never more than the line costs, and none off a price set by hand", () => {
    const half = [{ id: "half", description: null, breaks: [{ Quantity: 1, Amount: "50" }] }];
    const item = { ...product([[1, "10"]]), discounts: half };
    const off = (more: Partial<OrderLine>) => {
      const { order: after } = settle(order(line("a", { Quantity: 2, ...more })), facts(item, "a"));
      const [{ BaseDiscount, DiscountID, LineTotal } = line("none")] = after.lines;
      return [BaseDiscount, DiscountID, LineTotal, after.head.BaseDiscount];
    };
    assert.deepEqual(off({}), ["10", "half", "10", "10"]);
    assert.deepEqual(off({ UnitPrice: "3", PriceOverridden: true }), ["0", null, "6", "0"]);
  });

  test("what an order costs does not depend on the order of its lines, and is exact to the cent", () => {
    const cents = fc.integer({ min: 0, max: 100_000 });
    const text = (amount: number) => new Decimal(amount).dividedBy(100).toFixed();
    const item = fc.record({
      breaks: fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 9 }), cents), {
        minLength: 1,
        maxLength: 4,
        selector: ([quantity]) => quantity,
      }),
      together: fc.boolean(),
      percent: fc.option(fc.integer({ min: 1, max: 100 })),
    });
    const bought = fc.record({ product: fc.nat(1), quantity: fc.integer({ min: 1, max: 12 }), rank: fc.double() });
    fc.assert(
      fc.property(fc.tuple(item, item), fc.array(bought, { minLength: 1, maxLength: 8 }), (items, lines) => {
        const products = new Map(
          items.map(({ breaks, together, percent }, index): [string, Purchasable] => {
            const made = product(
              breaks.map(([quantity, amount]) => [quantity, text(amount)]),
              together,
            );
            const discounts =
              percent === null
                ? []
                : [{ id: "d", description: null, breaks: [{ Quantity: 1, Amount: String(percent) }] }];
            return [`p${index}`, { ...made, product: { ...made.product, ID: `p${index}` }, discounts }];
          }),
        );
        const made = lines.map(({ product: of, quantity }, index) =>
          line(`l${index}`, { ProductID: `p${of}`, Quantity: quantity }),
        );
        const shuffled = made
          .map((one, index) => ({ one, rank: lines[index]?.rank ?? 0 }))
          .sort((a, b) => a.rank - b.rank)
          .map(({ one }) => one);
        const settled = (of: OrderLine[]) => settle(order(...of), { now, products, anew: () => true }).order;
        const [first, second] = [settled(made), settled(shuffled)];
        const byId = (of: Order<"lines">) => [...of.lines].sort((a, b) => (a.ID < b.ID ? -1 : 1));
        assert.deepEqual(second.head, first.head);
        assert.deepEqual(byId(second), byId(first));

        // In whole cents, which need no fractions: the price of the break that is reached, and half cents away from zero.
        const units = (of: number) => lines.reduce((sum, one) => (one.product === of ? sum + one.quantity : sum), 0);
        let [subtotal, discount] = [0n, 0n];
        for (const { product: of, quantity } of lines) {
          const { breaks, together, percent } = items[of] as (typeof items)[0];
          const reached = together ? units(of) : quantity;
          const sorted = [...breaks].sort(([a], [b]) => a - b);
          const price = (sorted.filter(([from]) => from <= reached).at(-1) ?? sorted[0])?.[1] ?? 0;
          const line = BigInt(price) * BigInt(quantity);
          subtotal += line;
          discount += (line * BigInt(percent ?? 0) + 50n) / 100n;
        }
        assert.equal(new Decimal(first.head.Subtotal).times(100).toFixed(), String(subtotal));
        assert.equal(new Decimal(first.head.BaseDiscount).times(100).toFixed(), String(discount));
        assert.equal(new Decimal(first.head.Total).times(100).toFixed(), String(subtotal - discount + 625n));
      }),
    );
  });

  test("works out the total alone where the lines were not read", () => {
    const { order: after } = settle({ head: head({ Subtotal: "10", PromotionDiscount: "2" }), isNew: false });
    assert.deepEqual([after.head.Subtotal, after.head.Total], ["10", "14.25"]);
    assert.equal("lines" in after, false);
  });
});
