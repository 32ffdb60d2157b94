import assert from "node:assert/strict";
import { test } from "node:test";
import { analyze, shop, testServer } from "@orderwell/testing";
import { Evaluation } from "../../expressions/index.ts";
import { sql } from "../../platform/db/sql.ts";
import { blankHead } from "../aggregate/blank-head.ts";
import { mostDiscounts, mostLines } from "../aggregate/limits.ts";
import type { PromotionFacts } from "../aggregate/promotion-row.store.ts";
import { type Candidate, pass } from "./apply.ts";
import { discountsOf, type Promoted } from "./evaluate.ts";

const onLines = {
  LineItemLevel: true,
  CanCombine: true,
  AllowAllBuyers: true,
  EligibleExpression: "item.Quantity > 0",
  ValueExpression: "0.1",
};

test("promotions on lines come onto an order up to 10,000 discounts in all; one beyond is not eligible", async (t) => {
  const own = await shop(t);
  await own.product("p");
  const { seller, shopper } = own;
  const { ID: orderID } = await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: {} });
  const path = { direction: "Outgoing", orderID };
  await shopper.ok("LineItems.Create", { path, body: { ID: "l", ProductID: "p" } });
  await (await testServer()).app.services.tenants.transaction(own.id, "write", async (db) => {
    const columns = await db.rows<{ name: string }>(
      sql`select column_name as name from information_schema.columns where table_name = 'line_item' and column_name <> 'id'`,
    );
    const others = sql.join(columns.map(({ name }) => sql.id(name)));
    await db.run(sql`insert into line_item (id, ${others}) select 'x' || g, ${others}
      from line_item, generate_series(1, ${mostLines - 1}) g where marketplace_id = ${own.id} and id = 'l'`);
  });
  await analyze(["line_item"]);
  for (const [Priority, ID] of ["a", "b", "c", "d", "e"].entries())
    await seller.accepted("Promotions.Create", {
      body: { ID, Code: ID, Name: ID, AutoApply: true, Priority, ...onLines },
    });
  const fits = mostDiscounts / mostLines;
  assert.equal(fits, 4);
  const { PromotionDiscount } = await shopper.ok("Cart.ApplyPromotions");
  assert.equal(Number(PromotionDiscount), mostDiscounts / 10);
  await analyze(["order_promotion"]);
  assert.equal((await shopper.ok("Cart.ListPromotions")).Meta.TotalCount, mostDiscounts);
  assert.equal((await shopper.ok("Cart.ListEligiblePromotions")).Meta.TotalCount, 0);
  const { status, code } = await shopper.refused("Cart.AddPromotion", { path: { promoCode: "e" } });
  assert.deepEqual([status, code], [400, "Promotion.NotEligible"]);
});

test("others have a turn after each line that a promotion is worked out for", () => {
  const lines = Array.from({ length: 30 }, (_, index) => ({
    ID: `l${index}`,
    Quantity: index % 2,
    LineSubtotal: "10",
    BaseDiscount: "0",
    PromotionDiscount: "0",
  }));
  const work = discountsOf(
    { head: {}, lines } as unknown as Promoted,
    onLines as unknown as PromotionFacts,
    new Evaluation({ order: {}, lines, now: new Date(0) }),
  );
  let turns = 0;
  let step = work.next();
  for (; step.done !== true; step = work.next()) turns++;
  assert.equal(step.value?.length, 15);
  assert.equal(turns, 30 + 15);
});

test("others have a turn after each promotion that is held against an order", async (t) => {
  let clock = 0;
  t.mock.method(performance, "now", () => {
    clock += 1_000;
    return clock;
  });
  const now = new Date(0);
  const count = 12;
  const candidates = Array.from({ length: count }, (_, index) => ({
    promotion: {
      ID: `p${index}`,
      OwnerID: "m",
      Active: true,
      StartDate: null,
      ExpirationDate: null,
      CanCombine: true,
      LineItemLevel: false,
      EligibleExpression: "order.Total >= 0",
      ValueExpression: "0",
      RedemptionLimit: null,
      RedemptionLimitPerUser: null,
      visible: true,
      used: 0,
    },
    records: [],
    code: null,
  })) as unknown as Candidate[];
  const order = { head: { ...blankHead(now), ID: "o", ToCompanyID: "m" }, lines: [], promotions: [] };
  let turns = 0;
  let working = true;
  const turn = () => {
    turns++;
    if (working) setImmediate(turn);
  };
  setImmediate(turn);
  const facts = { now, marketplaceId: "m", products: new Map(), categories: { of: () => [] } };
  const applying = { facts, newId: () => "x" } as unknown as Parameters<typeof pass>[2];
  const { added } = await pass(order as unknown as Promoted, candidates, applying, "keep");
  working = false;
  assert.equal(added.length, count);
  assert.ok(turns >= count, `${turns} turns`);
});
