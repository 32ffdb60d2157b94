import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PriceBreak, PriceMarkupType } from "@orderwell/contract";
import fc from "fast-check";
import { Decimal } from "../../platform/money.ts";
import { discountedBreaks } from "./discount.ts";
import { type LineToPrice, overriddenSubtotal, priceLine } from "./price-line.ts";
import { checkQuantity, type QuantityRules } from "./quantity.ts";
import { isOnSale, saleIsOpen } from "./sale.ts";

const at = new Date("2026-06-15T12:00:00Z");

const priceBreak = (Quantity: number, Price: string, more: Partial<PriceBreak> = {}): PriceBreak => ({
  Quantity,
  Price,
  SalePrice: null,
  SubscriptionPrice: null,
  BundlePrice: null,
  ...more,
});

const schedule = (breaks: PriceBreak[], more: Partial<LineToPrice["schedule"] & QuantityRules> = {}) => ({
  PriceBreaks: breaks,
  UseCumulativeQuantity: false,
  RestrictedQuantity: false,
  MinQuantity: 1,
  MaxQuantity: null,
  SaleStart: null,
  SaleEnd: null,
  ...more,
});

const staggered = [24, 23, 22, 21, 20].map((price, index) => priceBreak(index + 1, String(price)));

function priced(line: Partial<LineToPrice> & Pick<LineToPrice, "schedule">): [unitPrice: string, subtotal: string] {
  const result = priceLine({ quantity: 1, at, ...line });
  assert.ok(result !== undefined);
  return [result.unitPrice, result.subtotal];
}

describe("price breaks", () => {
  for (const [quantity, unitPrice, subtotal] of [
    [1, "24", "24"],
    [2, "23", "46"],
    [5, "20", "100"],
    [9, "20", "180"],
  ] as const)
    test(`${quantity} units cost ${unitPrice} each`, () =>
      assert.deepEqual(priced({ schedule: schedule(staggered), quantity }), [unitPrice, subtotal]));

  test("the lowest break gives the price below it, whatever the order of the breaks", () =>
    assert.deepEqual(priced({ schedule: schedule([priceBreak(10, "8"), priceBreak(5, "10")]), quantity: 3 }), [
      "10",
      "30",
    ]));

  test("lines of one product share the break of their sum under cumulative pricing", () => {
    const cumulative = schedule(staggered, { UseCumulativeQuantity: true });
    assert.deepEqual(priced({ schedule: cumulative, quantity: 2, cumulativeQuantity: 5 }), ["20", "40"]);
    assert.deepEqual(priced({ schedule: cumulative, quantity: 3, cumulativeQuantity: 5 }), ["20", "60"]);
    assert.deepEqual(priced({ schedule: schedule(staggered), quantity: 2, cumulativeQuantity: 5 }), ["23", "46"]);
  });

  test("a schedule without breaks gives no price", () =>
    assert.equal(priceLine({ schedule: schedule([]), quantity: 1, at }), undefined));
});

describe("which price of the break", () => {
  const all = [priceBreak(1, "10", { SalePrice: "9", SubscriptionPrice: "8", BundlePrice: "7" })];
  for (const [title, line, price, onSale] of [
    ["a bundle's before all", { bundle: true, subscription: true }, "7", false],
    ["a subscription's before the sale's", { subscription: true }, "8", false],
    ["the sale's before the regular one", {}, "9", true],
  ] as const)
    test(title, () => {
      const result = priceLine({ schedule: schedule(all), quantity: 1, at, ...line });
      assert.deepEqual([result?.unitPrice, result?.isOnSale], [price, onSale]);
    });

  test("the regular one where the special one is missing or the sale is over", () => {
    assert.deepEqual(priced({ schedule: schedule([priceBreak(1, "10")]), bundle: true, subscription: true })[0], "10");
    const over = schedule(all, { SaleEnd: "2026-06-15T11:59:59+00:00" });
    assert.deepEqual(priceLine({ schedule: over, quantity: 1, at })?.isOnSale, false);
    assert.equal(priced({ schedule: over })[0], "10");
  });

  test("a free sale price is a price", () =>
    assert.equal(priced({ schedule: schedule([priceBreak(1, "10", { SalePrice: "0" })]) })[0], "0"));
});

describe("sale window", () => {
  for (const [SaleStart, SaleEnd, open] of [
    [null, null, true],
    ["2026-06-15T12:00:00+00:00", null, true],
    ["2026-06-15T12:00:00.001+00:00", null, false],
    [null, "2026-06-15T12:00:00.001+00:00", true],
    [null, "2026-06-15T12:00:00+00:00", false],
    ["2026-06-01T00:00:00+00:00", "2026-07-01T00:00:00+00:00", true],
  ] as const)
    test(`from ${SaleStart} to ${SaleEnd} is ${open ? "open" : "closed"}`, () =>
      assert.equal(saleIsOpen({ SaleStart, SaleEnd }, at), open));

  test("a schedule is on sale only when some break has a sale price", () => {
    assert.equal(isOnSale(schedule([priceBreak(1, "10")]), at), false);
    assert.equal(isOnSale(schedule([priceBreak(1, "10"), priceBreak(5, "9", { SalePrice: "8" })]), at), true);
  });
});

describe("markups", () => {
  const fifty = schedule([priceBreak(1, "50")]);
  for (const [type, one, ten] of [
    ["NoMarkup", "50", "500"],
    [null, "50", "500"],
    ["AmountPerQuantity", "60", "600"],
    ["AmountTotal", "60", "510"],
    ["Percentage", "55", "550"],
  ] as const satisfies readonly (readonly [PriceMarkupType | null, string, string])[])
    test(`10 as ${type} on 50`, () => {
      const markups = [{ PriceMarkupType: type, PriceMarkup: "10" }];
      assert.equal(priced({ schedule: fifty, markups })[1], one);
      assert.equal(priced({ schedule: fifty, markups, quantity: 10 })[1], ten);
    });

  test("an amount per line is spread over the unit price but not lost to its rounding", () =>
    assert.deepEqual(
      priced({
        schedule: schedule([priceBreak(1, "10")]),
        markups: [{ PriceMarkupType: "AmountTotal", PriceMarkup: "10" }],
        quantity: 3,
      }),
      ["13.3333", "40"],
    ));

  test("percentages are taken on the price alone and do not compound", () =>
    assert.deepEqual(
      priced({
        schedule: schedule([priceBreak(1, "100", { SalePrice: "80" })]),
        markups: [
          { PriceMarkupType: "Percentage", PriceMarkup: "10" },
          { PriceMarkupType: "AmountPerQuantity", PriceMarkup: "5" },
          { PriceMarkupType: "Percentage", PriceMarkup: "-5" },
        ],
      }),
      ["89", "89"],
    ));

  test("half a cent rounds away from zero", () => {
    assert.equal(priced({ schedule: schedule([priceBreak(1, "0.335")]), quantity: 3 })[1], "1.01");
    assert.equal(overriddenSubtotal("1.005", 1), "1.01");
    assert.equal(overriddenSubtotal("33.3333", 3), "100");
  });

  test("the subtotal is the exact sum, however large, to the cent", () =>
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 14n }),
        fc.integer({ min: 1, max: 100_000 }),
        fc.bigInt({ min: -1_000_000n, max: 1_000_000n }),
        (price, quantity, total) => {
          const [, subtotal] = priced({
            schedule: schedule([priceBreak(1, new Decimal(String(price)).dividedBy(100).toFixed())]),
            quantity,
            markups: [
              { PriceMarkupType: "AmountTotal", PriceMarkup: new Decimal(String(total)).dividedBy(100).toFixed() },
            ],
          });
          assert.equal(new Decimal(subtotal).times(100).toFixed(), String(price * BigInt(quantity) + total));
        },
      ),
    ));
});

describe("quantities", () => {
  const packs = [priceBreak(5, "10"), priceBreak(10, "8")];
  for (const [title, rules, quantity, together, code] of [
    ["zero", {}, 0, 0, "LineItem.QuantityMustBePositive"],
    ["within limits", { MinQuantity: 2, MaxQuantity: 4 }, 4, 4, undefined],
    ["below the minimum", { MinQuantity: 2 }, 1, 9, "PriceSchedule.CannotBeLessThanMin"],
    ["above the maximum", { MaxQuantity: 4 }, 5, 5, "PriceSchedule.CannotExceedMax"],
    ["a restricted one that is offered", { RestrictedQuantity: true }, 10, 10, undefined],
    ["a restricted one that is not", { RestrictedQuantity: true }, 7, 10, "PriceSchedule.QuantityNotAllowed"],
    ["one of several lines", { MinQuantity: 5, UseCumulativeQuantity: true }, 1, 5, undefined],
    [
      "too few together",
      { MinQuantity: 5, UseCumulativeQuantity: true },
      1,
      4,
      "PriceSchedule.CumulativeCannotBeLessThanMin",
    ],
    [
      "too many together",
      { MaxQuantity: 5, UseCumulativeQuantity: true },
      1,
      6,
      "PriceSchedule.CumulativeCannotExceedMax",
    ],
    [
      "a sum that is not offered",
      { RestrictedQuantity: true, UseCumulativeQuantity: true },
      5,
      7,
      "PriceSchedule.CumulativeQuantityNotAllowed",
    ],
  ] as const)
    test(`${title}: ${code ?? "allowed"}`, () =>
      assert.equal(checkQuantity(schedule(packs, rules), quantity, together)?.code, code));

  test("a refusal names the limits", () => {
    const refused = checkQuantity(schedule(packs, { MinQuantity: null, MaxQuantity: 4 }), 5);
    assert.deepEqual(refused?.entries[0]?.Data, { MinQuantity: 1, MaxQuantity: 4, Quantity: 5 });
  });

  test("a refusal offers no quantity that the limits refuse", () => {
    const breaks = [0, 2, 5, 10, 50].map((quantity) => priceBreak(quantity, "1"));
    const rules = { RestrictedQuantity: true, MinQuantity: 3, MaxQuantity: 20 };
    const refused = checkQuantity(schedule(breaks, rules), 7);
    const Data = refused?.entries[0]?.Data as { readonly AllowedQuantities: readonly number[] };
    assert.deepEqual(Data.AllowedQuantities, [5, 10]);
  });
});

describe("discounts", () => {
  const off = (id: string, ...breaks: (readonly [number, string])[]) => ({
    id,
    description: null,
    breaks: breaks.map(([Quantity, Amount]) => ({ Quantity, Amount })),
  });
  const tens = schedule([priceBreak(1, "10", { SalePrice: "8", BundlePrice: "5" }), priceBreak(10, "7")]);

  for (const [title, discounts, quantity, id, amount] of [
    ["none below its lowest break", [off("a", [3, "10"])], 2, undefined, undefined],
    ["of the highest break that is reached", [off("a", [5, "30"], [1, "10"], [9, "50"])], 6, "a", "14.4"],
    ["of several the greatest alone", [off("a", [1, "10"]), off("b", [1, "25"])], 4, "b", "8"],
    ["of equals the lowest ID", [off("b", [1, "25.0"]), off("a", [1, "25"])], 4, "a", "8"],
    ["of a fraction of a percent, half a cent away from zero", [off("a", [1, "12.5"])], 1, "a", "1"],
    ["all", [off("a", [1, "100"])], 1, "a", "8"],
  ] as const)
    test(title, () => {
      const found = priceLine({ schedule: tens, quantity, at, discounts })?.discount;
      assert.deepEqual([found?.id, found?.amount], [id, amount]);
    });

  test("markups are not discounted, and a line costs nothing rather than less", () => {
    const markups = [{ PriceMarkupType: "AmountPerQuantity" as const, PriceMarkup: "2" }];
    const half = [off("a", [1, "50"])];
    const line = priceLine({ schedule: tens, quantity: 3, at, markups, discounts: half });
    assert.deepEqual([line?.subtotal, line?.discount?.amount], ["30", "12"]);
    const cheap = [{ PriceMarkupType: "AmountPerQuantity" as const, PriceMarkup: "-7" }];
    const least = priceLine({ schedule: tens, quantity: 3, at, markups: cheap, discounts: half });
    assert.deepEqual([least?.subtotal, least?.discount?.amount], ["3", "3"]);
  });

  test("a bundle's and a subscription's price is discounted as any other", () =>
    assert.equal(
      priceLine({ schedule: tens, quantity: 2, at, bundle: true, discounts: [off("a", [1, "10"])] })?.discount?.amount,
      "1",
    ));

  test("a shopper sees each break by the discount that is best at its quantity, and the best of all named", () => {
    const seen = discountedBreaks(tens.PriceBreaks ?? [], [off("few", [1, "10"]), off("many", [10, "33.3333"])]);
    assert.equal(seen.discount?.id, "many");
    assert.deepEqual(seen.prices, [
      { Price: "9", SalePrice: "7.2", SubscriptionPrice: null, BundlePrice: "4.5", Percent: "10" },
      { Price: "4.6667", SalePrice: null, SubscriptionPrice: null, BundlePrice: null, Percent: "33.3333" },
    ]);
    const late = discountedBreaks(tens.PriceBreaks ?? [], [off("many", [10, "5"])]);
    assert.equal(late.prices[0], null);
    assert.deepEqual(discountedBreaks(tens.PriceBreaks ?? [], []), { discount: null, prices: [null, null] });
  });
});
