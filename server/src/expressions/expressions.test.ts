import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { cpuTime } from "@orderwell/testing";
import fc from "fast-check";
import { ApiError } from "../platform/errors/api-error.ts";
import type { Purpose } from "./compiled.ts";
import { Evaluation, type Facts, StepBudget } from "./evaluation.ts";
import { Amount, Condition, findMistake } from "./expression.ts";

const line = (ID: string, ProductID: string, Quantity: number, UnitPrice: number, more: object = {}) => ({
  ID,
  ProductID,
  Quantity,
  UnitPrice: String(UnitPrice),
  LineSubtotal: String(Quantity * UnitPrice),
  LineTotal: String(Quantity * UnitPrice),
  SupplierID: null,
  CostCenter: null,
  ShippingAddress: { State: "MN" },
  Specs: [{ SpecID: "size", OptionID: "large", Value: "Large" }],
  xp: null,
  ...more,
  Product: { ID: ProductID, xp: null, Inventory: { QuantityAvailable: 3 }, ...(more as { Product?: object }).Product },
});

const facts: Facts = {
  order: {
    ID: "o",
    Subtotal: "100.5",
    Total: "110.25",
    ShippingCost: 9.75,
    LineItemCount: 3,
    DateCreated: "2026-05-01T10:00:00+00:00",
    DateCompleted: "2026-04-01T00:00:00+00:00",
    DateSubmitted: null,
    IsSubmitted: false,
    Comments: null,
    FromUserID: "u",
    FromUser: { ID: "u", FirstName: "Ann", xp: { FirstOrder: true } },
    BillingAddress: { State: "WI" },
    xp: {
      Tags: ["tag1", "TAG2", "other"],
      Sizes: [5, "7"],
      Level: "b",
      Count: "12",
      When: "2026-05-02",
      myarray: ["four", 20, "value2"],
      Deep: { List: [{ a: 1 }, { a: 2 }] },
      text: "abc",
      truth: "true",
    },
  },
  lines: [
    line("1", "ABC", 3, 10, {
      CostCenter: "CC1",
      SupplierID: "S",
      Product: { xp: { OnSale: true, Tags: ["XYZ", "tagA"] } },
    }),
    line("2", "XYZ", 2, 25, { Product: { xp: { NumberArray: [23, 20] } } }),
    line("3", "Q", 1, 20.5),
  ],
  orderReturn: { ID: "r", RefundAmount: "30", xp: { Reason: "broken" } },
  now: new Date("2026-05-10T00:00:00Z"),
  categories: (productId, which) =>
    new Set(productId === "ABC" ? (which === "direct" ? ["bikes"] : ["bikes", "outdoor"]) : []),
  approved: (id) => id === "r1",
};

const holds = (text: string, purpose: Purpose = "rule", at?: number): boolean =>
  new Condition(text, purpose).holds(new Evaluation(facts), at === undefined ? undefined : facts.lines[at]);

const amount = (text: string, at?: number): string =>
  new Amount(text, at === undefined ? "order" : "line")
    .of(new Evaluation(facts), at === undefined ? undefined : facts.lines[at])
    .toString();

test("every expression of the behaviour's page can be saved", () => {
  const page = readFileSync(new URL("../../../docs/behaviour/expressions.md", import.meta.url), "utf8");
  const blocks = [...page.slice(page.indexOf("## 6.")).matchAll(/```\n([\s\S]*?)```/g)].map(([, text]) =>
    (text as string).trim().split("\n"),
  );
  const [conditions, values, rules] = blocks as [string[], string[], string[]];
  assert.ok(conditions.length > 35 && values.length >= 15 && rules.length >= 5);
  for (const text of conditions) {
    const made = () => new Condition(text, /(?<!\()\bitem\.(?!count)/i.test(text) ? "line" : "order");
    assert.equal(findMistake("E", made)?.message, undefined, text);
  }
  for (const text of values)
    assert.equal(
      findMistake("E", () => new Amount(text, /\bitem\./i.test(text) ? "line" : "order"))?.message,
      undefined,
      text,
    );
  for (const text of rules)
    assert.equal(
      findMistake("E", () => new Condition(text, /orderReturn/.test(text) ? "returnRule" : "rule"))?.message,
      undefined,
      text,
    );
});

test("conditions on the order", () => {
  for (const [text, expected] of [
    ["true", true],
    ["false", false],
    ["ORDER.subtotal >= 100.5 AND not false", true],
    ["order.Total > 110.25", false],
    ["order.Total > '100'", true],
    ["order.Total = '110.250'", true],
    ["order.Total > 'many'", false],
    ["order.Total <> 'many'", true],
    ["order.xp.Count > 9", true],
    ["order.FromUser.xp.firstorder = true", true],
    ["order.xp.truth = true", true],
    ["order.xp.truth", true],
    ["order.FromUser.FirstName = 'ANN'", true],
    ["order.BillingAddress.State == 'wi'", true],
    ["order.BillingAddress.State != 'wi'", false],
    ["order.xp.Missing = 'a'", false],
    ["order.xp.Missing <> 'a'", true],
    ["order.xp.Missing > 0", false],
    ["order.xp.Missing + 1 = 1", true],
    ["order.DateSubmitted = null", true],
    ["order.DateCreated <> null", true],
    ["order.DateCompleted < now(-30)", true],
    ["order.DateCompleted < now( -60 )", false],
    ["order.DateCreated > '2024-05-01'", true],
    ["order.DateCreated > #4/30/2026#", true],
    ["order.xp.When > #5/1/2026#", true],
    ["order.xp.text = 'ab*'", true],
    ["order.xp.text * 2 > 1", false],
    ["order.xp.text", false],
    ["1 / 0 = 1", false],
    ["1 / 0 <> 1", false],
    ["order.xp.Tags.contains('other')", true],
    ["order.xp.Tags.containsText('tag')", false],
    ["order.xp.Sizes.containsNumber(7)", true],
    ["order.xp.text.contains('abc')", false],
    ["order.xp.Tags.count(item = 'tag*') = 2", true],
    ["order.xp.Tags.count() = 3", true],
    ["order.xp.Tags.all(item = 'tag*') = true", false],
    ["order.xp.myarray.any(item = 20)", true],
    ["order.xp.Deep.List.any(item.a = 2)", true],
    ["order.xp.Level.in('a', 'B')", true],
    ["order.xp.Level.in('a, b')", true],
    ["order.Total > 200 or order.Total > 100 and order.xp.Level = 'b'", true],
    ["order.Total > 0 | false & false", true],
    ["round(order.Total) = 110", true],
    ["'a' + 'b' = 'AB'", true],
    ["items.any(ProductID = 'abc') and items.all(Quantity > 0)", true],
    ["items.quantity() = 6", true],
    ["items.quantity(SupplierID = 'S') >= 3", true],
    ["items.total(product.incategory('Bikes')) = 30", true],
    ["items.count(Product.inparentcategory('outdoor', 'x')) = 1", true],
    ["items.any(product.incategory('outdoor'))", false],
    ["items.any(Product.xp.Tags.count(item = 'tag*') = 1)", true],
    ["items.any(Product.Inventory.QuantityAvailable > 5)", false],
    ["items.any(Specs.any(item.OptionID = 'LARGE'))", true],
    ["items.any(ShippingAddress.State = 'MN')", true],
    ["order.approved('R1') and approved('r1') and not order.approved('r2')", true],
  ] as const)
    assert.equal(holds(text), expected, text);
});

test("conditions on lines, and on returns", () => {
  assert.equal(holds("item.ProductID = 'q' or item.ProductID = 'b' and Order.Subtotal >= 300", "line", 2), true);
  assert.equal(holds("item.SupplierID = 's' and items.total(SupplierID = 'S') >= 30", "line", 0), true);
  assert.equal(holds("item.SupplierID = 's'", "line", 1), false);
  assert.equal(holds("item.Product.xp.NumberArray.contains(23)", "line", 1), true);
  assert.equal(holds("item.product.incategory('BIKES')", "line", 0), true);
  assert.equal(holds("items.count(Quantity > item.Quantity) = 1", "line", 1), true);
  assert.equal(holds("items.count(Quantity > item.Quantity) = 2", "line", 2), true);
  assert.equal(holds("orderReturn.RefundAmount > 20 and orderreturn.xp.Reason = 'broken'", "returnRule"), true);
  assert.equal(holds("orderReturn.approved('R1')", "returnRule"), true);
});

test("amounts are decimal, and nothing where they cannot be calculated", () => {
  for (const [text, expected, at] of [
    ["order.Total * .10", "11.025"],
    ["0.1 + 0.2", "0.3"],
    ["min(order.Subtotal * .1, 20)", "10.05"],
    ["max(order.Total * 0.1, 20)", "20"],
    ["3 / 2", "1.5"],
    ["7 % 4", "3"],
    ["-order.ShippingCost", "-9.75"],
    ["items.total(ProductID = 'NONE') / items.quantity(ProductID = 'NONE')", "0"],
    ["item.LineSubtotal * .15", "7.5", 1],
    ["ifs(items.total() >= 1000, 1, items.total() >= 100, 2, 3)", "2"],
    ["if(order.Total > 1, 5, 6)", "5"],
    ["order.xp.text", "0"],
    ["order.xp.Count", "12"],
    [
      "((items.quantity(ProductID='ABC')/2) - (items.quantity(ProductID='ABC') % 2 * .5)) * items.total (ProductID='ABC') / items.quantity(ProductID='ABC')",
      "10",
    ],
  ] as const)
    assert.equal(amount(text, at), expected, text);
});

test("a mistake is told by its code and its place", () => {
  for (const [text, code, at, purpose = "order"] of [
    ["order.Total >", "InvalidSyntax", 14],
    ["(order.Total > 1", "InvalidSyntax", 17],
    ["order.Total > 1)", "InvalidSyntax", 16],
    ["order.Total", "InvalidSyntax", 1],
    ["order.Total and true", "InvalidSyntax", 1],
    ["1 & 2", "InvalidSyntax", 1],
    ["true > false", "InvalidSyntax", 1],
    ["'a' * 2 > 1", "InvalidSyntax", 1],
    ["items > 1", "InvalidSyntax", 1],
    ["items.any(items.count() > 1)", "InvalidSyntax", 11],
    ["", "InvalidSyntax", 1],
    ["order.Totl > 1", "InvalidToken", 7],
    ["cart.Total > 1", "InvalidToken", 1],
    ["ProductID = 'a'", "InvalidToken", 1],
    ["order.Total $ 1", "InvalidToken", 13],
    ["order.ID = 'a", "InvalidToken", 12],
    ["order.DateCreated > #13/45/2020#", "InvalidToken", 21],
    ["order.FromUser.Password = 'a'", "InvalidToken", 16],
    ["orderReturn.RefundAmount > 1", "InvalidToken", 1, "rule"],
    ["items.most(true)", "InvalidFunction", 1],
    ["sqrt(4) > 1", "InvalidFunction", 1],
    ["constructor(4) > 1", "InvalidFunction", 1],
    ["items.constructor(true)", "InvalidFunction", 1],
    ["order.xp.Tags.containsAny('a')", "InvalidFunction", 1],
    ["order.approved('a')", "InvalidFunction", 1],
    ["order.FromUser.incategory('a')", "InvalidFunction", 1],
    ["min(1) > 0", "InvalidArguments", 1],
    ["min(1, 2, 3) > 0", "InvalidArguments", 1],
    ["ifs(true, 1) > 0", "InvalidArguments", 1],
    ["ifs(true, 1, true, 2) > 0", "InvalidArguments", 1],
    ["min('a', 2) > 0", "InvalidArguments", 5],
    ["items.any(1)", "InvalidArguments", 11],
    ["items.any(true, true)", "InvalidArguments", 1],
    ["order.xp.Tags.contains('a', 'b')", "InvalidArguments", 1],
    ["order.xp.Tags.any()", "InvalidArguments", 1],
    ["order.ID.contains('a')", "InvalidArguments", 1],
    ["approved(order.ID)", "InvalidArguments", 1, "rule"],
    ["item.Quantity > 1", "ItemNotAllowed", 1],
    ["item.Quantity > 1", "ItemNotAllowed", 1, "rule"],
    ["order.Total > 1", "ItemRequired", 16, "line"],
    ["order.xp.Tags.any(item = 'a')", "ItemRequired", 30, "line"],
    ["orderhistory.count() > 1", "OrderHistoryCannotBeUsed", 1],
  ] as const) {
    const mistake = findMistake("EligibleExpression", () => new Condition(text, purpose));
    assert.ok(mistake instanceof ApiError, text);
    assert.equal(mistake.code, `Expression.${code}`, `${text}: ${mistake.message}`);
    assert.ok(
      mistake.message.startsWith("EligibleExpression ") && mistake.message.endsWith(` ${at}.`),
      `${text}: ${mistake.message}`,
    );
  }
});

test("an explanation shows how each part came out", () => {
  const condition = new Condition("order.Total > 200 and items.any(ProductID = 'ABC')", "order");
  assert.deepEqual(condition.explain(new Evaluation(facts)), {
    Expression: "order.Total > 200 and items.any(ProductID = 'ABC')",
    Value: false,
    Failure: null,
    Parts: [
      {
        Expression: "order.Total > 200",
        Value: false,
        Failure: null,
        Parts: [{ Expression: "order.Total", Value: "110.25", Failure: null, Parts: [] }],
      },
      { Expression: "items.any(ProductID = 'ABC')", Value: true, Failure: null, Parts: [] },
    ],
  });
  assert.equal(new Amount("1 / 0", "order").explain(new Evaluation(facts)).Failure, "divides by nothing");
});

test("an expression tells what it has to know", () => {
  const { needs } = new Condition("items.any(product.inparentcategory('a')) and approved('R9')", "rule");
  assert.deepEqual([needs.categories, [...needs.approvals]], [true, ["r9"]]);
  assert.equal(new Condition("order.Total > 1", "rule").needs.categories, false);
});

const word = fc.constantFrom(
  ...["order", "item", "items", "xp", "Total", "any", "count", "ProductID", "not", "and", "or", "true", "null", "min"],
  ...["(", ")", ",", ".", "=", "<>", "<", "+", "-", "*", "/", "%", "&", "|", "'a'", "'", "#1/1/2020#", "1", ".5", " "],
  ...["__proto__", "constructor", "toString", "ifs", "in", "Tags", "\\", "\u2028", "é", "orderReturn", "approved"],
);

test("whatever the text, it is refused as a mistake or brought to a result", () => {
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 30 }),
      fc.constantFrom<Purpose>("order", "line", "rule"),
      (words, purpose) => {
        const text = words.join("");
        const mistake = findMistake("E", () => new Condition(text, purpose));
        if (mistake === undefined)
          assert.equal(typeof new Condition(text, purpose).holds(new Evaluation(facts), facts.lines[0]), "boolean");
      },
    ),
    { numRuns: 3_000 },
  );
});

test("what is asked of all lines is worked out once for all expressions that ask it, until the lines are others", () => {
  let reads = 0;
  const counted = (Quantity: number): Facts["lines"][number] => ({
    ...line("1", "ABC", Quantity, 1),
    get Quantity() {
      reads++;
      return Quantity;
    },
  });
  const quantity = (more: string): Condition => new Condition(`items.quantity() >= 3 and ${more}`, "order");
  const ask = (at: Evaluation, condition: Condition): readonly [boolean, number] => {
    const before = reads;
    return [condition.holds(at), reads - before];
  };
  const first = new Evaluation({ ...facts, lines: [counted(1), counted(2)] });
  assert.deepEqual(ask(first, quantity("order.Total > 100")), [true, 2]);
  assert.deepEqual(ask(first, quantity("order.Total > 110")), [true, 0]);
  const cheaper = first.followedBy({ order: { ...facts.order, Total: "99" } });
  assert.deepEqual(ask(cheaper, quantity("order.Total > 100")), [false, 0]);
  const other = cheaper.followedBy({ lines: [counted(1)] });
  assert.deepEqual(ask(other, quantity("order.Total < 100")), [false, 1]);
});

test("what is asked of all lines and names the order is worked out anew when the order is another", () => {
  const [some, all] = [
    new Condition("items.any(LineTotal > order.Total)", "order"),
    new Condition("items.count(LineTotal > 0) = 3 and items.any(LineTotal > order.Total)", "order"),
  ];
  const first = new Evaluation(facts);
  const cheaper = first.followedBy({ order: { ...facts.order, Total: "40" } });
  for (const condition of [some, all])
    assert.deepEqual([condition.holds(first), condition.holds(cheaper), condition.holds(first)], [false, true, false]);
});

test("no text of a thousand characters, and no order of a thousand lines, takes long", () => {
  const many = { ...facts, lines: Array.from({ length: 1_000 }, (_, n) => line(String(n), "ABC", n, 1)) };
  const slow = "items.count(Quantity > item.Quantity) > ".repeat(5);
  for (const text of [
    `${"(".repeat(499)}1${")".repeat(499)}`,
    "-".repeat(1_000),
    `'${"\\".repeat(999)}`,
    `${"a.".repeat(499)}a`,
    `${"not ".repeat(250)}true`,
    `item.Quantity > 0 and ${slow}1 > 0`,
    `'a'${" + order.xp.text".repeat(60)} = 'a' and item.Quantity > 1`,
  ]) {
    const took = cpuTime(() => {
      if (findMistake("E", () => new Condition(text, "line")) !== undefined) return;
      const condition = new Condition(text, "line");
      const evaluation = new Evaluation(many);
      for (const one of many.lines.slice(0, 20)) condition.holds(evaluation, one);
    });
    assert.ok(took < 2_000, `${text.slice(0, 40)}: ${took} ms`);
  }
});

test("expressions of one budget hold no more once it is used up, and long texts use it by their length", () => {
  const asked = (condition: string, budget: number, xp: object = {}) => {
    const evaluation = new Evaluation({ ...facts, order: { ...facts.order, xp } }, new StepBudget(budget));
    const rule = new Condition(condition, "order");
    let holds = 0;
    // Each is asked of a state that follows the one before.
    for (let state = evaluation; holds < 100 && rule.holds(state); holds++)
      state = state.followedBy({ order: state.facts.order });
    return holds;
  };
  assert.equal(asked("order.LineItemCount = 3", 7), 7);
  assert.equal(asked("order.LineItemCount = 3 and order.LineItemCount > 2", 9), 3);
  const long = { text: "x".repeat(640) };
  assert.equal(asked("order.xp.text > 'a'", 33, long), 3);
  assert.equal(asked("order.xp.text = 'xx*'", 33, long), 3);
  assert.equal(asked("order.xp.text.in('a', order.xp.text)", 60, long), 3);
  assert.equal(asked("order.xp.list.contains('a')", 33, { list: [long.text, "a"] }), 2);
});
