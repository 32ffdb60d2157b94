import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { newCaller, priceBreak, shop } from "@orderwell/testing";

/** A shopper with an unsubmitted order of 100, and a seller. */
async function ordered(t: TestContext) {
  const own = await shop(t);
  await own.product("product", {}, { PriceBreaks: [priceBreak(1, "25")] });
  const shopper = await newCaller(own, { buyer: "acme" }, ["Shopper", "MeCreditCardAdmin"]);
  const { ID: userID } = await shopper.ok("Me.Get");
  const orderID = (await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: {} })).ID;
  const path = { direction: "All", orderID };
  await shopper.ok("LineItems.Create", { path, body: { ProductID: "product", Quantity: 4 } });
  const buyer = { buyerID: "acme" };
  const pay = (body: object) => shopper.ok("Payments.Create", { path, body });
  const refused = async (body: object) => (await shopper.refused("Payments.Create", { path, body })).code;
  const account = async (ID: string, Balance: number, rest: object = {}, assignment: object = {}) => {
    await own.seller.ok("SpendingAccounts.Create", {
      path: buyer,
      body: { ID, Name: ID, Balance, AllowAsPaymentMethod: true, ...rest },
    });
    await own.seller.ok("SpendingAccounts.SaveAssignment", {
      path: buyer,
      body: { SpendingAccountID: ID, ...assignment },
    });
  };
  const balance = async (spendingAccountID: string) =>
    (await own.seller.ok("SpendingAccounts.Get", { path: { ...buyer, spendingAccountID } })).Balance;
  const submit = () => shopper.ok("Orders.Submit", { path });
  return { own, seller: own.seller, shopper, userID, path, buyer, pay, refused, account, balance, submit };
}

test("a payment takes its currency, type's acceptance and cents, and shows what happened to it", async (t) => {
  const { seller, shopper, path, pay } = await ordered(t);
  const card = await pay({ ID: "card", Type: "CreditCard", Amount: 40.004, xp: { token: "x" } });
  assert.deepEqual(
    [card.Amount, card.Accepted, card.Currency, card.Transactions, card.xp],
    [40, false, null, [], { token: "x" }],
  );
  const purchase = await pay({ Type: "PurchaseOrder", Accepted: true });
  assert.deepEqual([purchase.Amount, purchase.Accepted], [60, true]);
  const one = { ...path, paymentID: "CARD" };
  const DateExecuted = "2026-01-02T03:04:05+00:00";
  const transaction = { ID: "t1", Type: "Auth", DateExecuted, Amount: 40, Succeeded: true, ResultCode: "00" };
  const refusal = await shopper.refused("Payments.CreateTransaction", { path: one, body: transaction });
  assert.equal(refusal.code, "Auth.InsufficientRoles");
  const after = await seller.ok("Payments.CreateTransaction", { path: one, body: transaction });
  assert.deepEqual(after.Transactions, [{ ...transaction, Currency: null, ResultMessage: null, xp: null }]);
  assert.equal((await seller.refused("Payments.CreateTransaction", { path: one, body: transaction })).code, "IdExists");
  const listed = await shopper.ok("Payments.List", { path, query: { Type: "CreditCard", Accepted: false } });
  assert.deepEqual(listed.Items, [after]);
  await seller.ok("Payments.DeleteTransaction", { path: { ...one, transactionID: "T1" } });
  assert.deepEqual((await shopper.ok("Payments.Get", { path: one })).Transactions, []);
  const gone = await seller.refused("Payments.DeleteTransaction", { path: { ...one, transactionID: "t1" } });
  assert.equal(gone.data.ObjectType, "PaymentTransaction");
});

test("what a payment names goes with its type", async (t) => {
  const { refused, path, shopper } = await ordered(t);
  assert.equal(await refused({ Type: "PurchaseOrder", CreditCardID: "x" }), "Payment.CannotSetCreditCard");
  assert.equal(await refused({ Type: "CreditCard", SpendingAccountID: "x" }), "Payment.CannotSetSpendingAccount");
  assert.equal(await refused({ Type: "SpendingAccount" }), "Payment.SpendingAccountIdMissing");
  const unknown = { Type: "SpendingAccount", SpendingAccountID: "x" };
  assert.equal(await refused(unknown), "Payment.InvalidSpendingAccountID");
  for (const [body, type] of [
    [{ Type: "CreditCard", CreditCardID: "x" }, "CreditCard"],
    [{ Type: "PurchaseOrder", OrderReturnID: "x", Amount: -1 }, "OrderReturn"],
  ] as const)
    assert.equal((await shopper.refused("Payments.Create", { path, body })).data.ObjectType, type);
  const missing = await shopper.refused("Payments.Create", { path, body: { Amount: 1 } });
  assert.deepEqual([missing.status, missing.data.Property], [400, "Type"]);
});

test("payments are more than nothing and together no more than the total", async (t) => {
  const { refused, pay, path, shopper } = await ordered(t);
  for (const Amount of [0, -5, 0.001])
    assert.equal(await refused({ Type: "PurchaseOrder", Amount }), "Payment.AmountGreaterThanZero");
  assert.equal(await refused({ Type: "PurchaseOrder", Amount: 100.01 }), "Payment.AlreadyPaid");
  await pay({ ID: "a", Type: "PurchaseOrder", Amount: 60 });
  await pay({ ID: "b", Type: "PurchaseOrder" });
  assert.equal(await refused({ Type: "PurchaseOrder" }), "Payment.AlreadyPaid");
  const patch = (body: object) => shopper.refused("Payments.Patch", { path: { ...path, paymentID: "a" }, body });
  assert.equal((await patch({ Amount: 101 })).code, "Payment.AlreadyPaid");
  assert.equal((await patch({ Amount: 100.5 })).data.Amount, 100.5);
  assert.equal((await patch({ Amount: -1 })).code, "Payment.AmountGreaterThanZero");
  const zero = await shopper.ok("Payments.Patch", { path: { ...path, paymentID: "a" }, body: { Amount: 0 } });
  assert.equal(zero.Amount, 0);
});

/** An order of 100 whose one payment covers the rest of it. */
async function covered(t: TestContext) {
  const made = await ordered(t);
  const { shopper, path, pay } = made;
  const rest = { ...path, paymentID: "rest" };
  const { ID: lineItemID } = (await shopper.ok("LineItems.List", { path })).Items[0] ?? { ID: "" };
  assert.equal((await pay({ ID: "rest", Type: "PurchaseOrder" })).Amount, 100);
  return {
    ...made,
    rest,
    quantity: (Quantity: number) =>
      shopper.ok("LineItems.Patch", { path: { ...path, lineItemID }, body: { Quantity } }),
    amounts: async () =>
      (await shopper.ok("Payments.List", { path, query: { sortBy: "ID" } })).Items.map(({ ID, Amount }) => [
        ID,
        Amount,
      ]),
  };
}

test("a payment without an amount follows the order's total, sent back as shown or not", async (t) => {
  const { shopper, path, rest, quantity, amounts } = await covered(t);
  const agree = async () => {
    const { Total } = await shopper.ok("Orders.Get", { path });
    assert.deepEqual(await amounts(), [["rest", Total]]);
    return Total;
  };
  assert.equal(await agree(), 100);
  await quantity(5);
  assert.equal(await agree(), 125);
  await quantity(3);
  assert.equal(await agree(), 75);
  await shopper.ok("Payments.Patch", { path: rest, body: { Amount: 75, xp: { a: 1 } } });
  await quantity(4);
  assert.equal(await agree(), 100);
});

test("a payment without an amount covers what other payments leave, and is found by that", async (t) => {
  const { shopper, path, pay, rest, amounts } = await covered(t);
  await pay({ ID: "card", Type: "CreditCard", Amount: 30 });
  assert.deepEqual(await amounts(), [
    ["card", 30],
    ["rest", 70],
  ]);
  assert.equal((await shopper.ok("Payments.Get", { path: rest })).Amount, 70);
  const found = (Amount: number) => shopper.ok("Payments.List", { path, query: { Amount } });
  assert.deepEqual([(await found(70)).Items.length, (await found(71)).Items.length], [1, 0]);
});

test("a payment with an amount of its own keeps it, until that is taken back", async (t) => {
  const { seller, shopper, rest, quantity, amounts, submit } = await covered(t);
  assert.equal((await shopper.ok("Payments.Patch", { path: rest, body: { Amount: 90 } })).Amount, 90);
  await quantity(6);
  assert.deepEqual(await amounts(), [["rest", 90]]);
  assert.equal((await shopper.ok("Payments.Patch", { path: rest, body: { Amount: null } })).Amount, 150);
  await submit();
  assert.equal((await seller.ok("Payments.Get", { path: rest })).Amount, 150);
});

test("a payment without an amount shows 0 where nothing is to be paid, and what its account gave once that is paid", async (t) => {
  const { shopper, path, pay, account, submit, seller } = await ordered(t);
  const { ID: orderID } = await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: {} });
  const free = { direction: "Outgoing", orderID };
  const early = await shopper.ok("Payments.Create", { path: free, body: { Type: "PurchaseOrder" } });
  assert.equal(early.Amount, 0);
  await shopper.ok("LineItems.Create", { path: free, body: { ProductID: "product" } });
  assert.equal((await shopper.ok("Payments.Get", { path: { ...free, paymentID: early.ID } })).Amount, 25);
  await account("a", 500);
  await pay({ ID: "first", Type: "PurchaseOrder", Amount: 40 });
  await pay({ ID: "second", Type: "SpendingAccount", SpendingAccountID: "a" });
  const amounts = async () =>
    (await shopper.ok("Payments.List", { path, query: { sortBy: "ID" } })).Items.map(({ Amount }) => Amount);
  assert.deepEqual(await amounts(), [40, 60]);
  await submit();
  const { ID: lineItemID } = (await shopper.ok("LineItems.List", { path })).Items[0] ?? { ID: "" };
  await seller.ok("LineItems.Patch", { path: { ...path, lineItemID }, body: { Quantity: 5 } });
  assert.deepEqual(await amounts(), [40, 60], "what an account has paid does not follow the total");
});

test("a card must be the order's user's own or assigned to them, whoever adds the payment", async (t) => {
  const { own, seller, shopper, path, buyer } = await ordered(t);
  const mine = await shopper.ok("Me.CreateCreditCard", { body: { Token: "mine" } });
  const colleague = await newCaller(own, { buyer: "acme" }, ["Shopper", "MeCreditCardAdmin"]);
  const theirs = await colleague.ok("Me.CreateCreditCard", { body: { Token: "theirs" } });
  await seller.ok("CreditCards.Create", { path: buyer, body: { ID: "company" } });
  const body = (CreditCardID: string) => ({ Type: "CreditCard", CreditCardID, Amount: 10 });
  for (const id of [theirs.ID, "company"])
    assert.equal((await shopper.refused("Payments.Create", { path, body: body(id) })).data.ObjectType, "CreditCard");
  await seller.ok("CreditCards.SaveAssignment", { path: buyer, body: { CreditCardID: "company" } });
  assert.equal((await shopper.accepted("Payments.Create", { path, body: body("COMPANY") })).CreditCardID, "company");
  const payment = await seller.accepted("Payments.Create", { path, body: body(mine.ID) });
  const accepted = { path: { ...path, paymentID: payment.ID }, body: { Accepted: true } };
  assert.equal((await seller.ok("Payments.Patch", accepted)).Accepted, true);
  await seller.ok("CreditCards.Patch", { path: { ...buyer, creditCardID: "company" }, body: { ID: "renamed" } });
  const cards = (await shopper.ok("Payments.List", { path })).Items.map(({ CreditCardID }) => CreditCardID);
  assert.deepEqual(new Set(cards), new Set(["renamed", mine.ID]));
});

test("who may change a payment follows from whether it is accepted, its type and the order's status", async (t) => {
  const { seller, shopper, path, pay, refused, submit } = await ordered(t);
  assert.equal(await refused({ Type: "CreditCard", Accepted: true }), "Payment.CannotPatchAccepted");
  await pay({ ID: "card", Type: "CreditCard", Accepted: false, Amount: 10 });
  await pay({ ID: "po", Type: "PurchaseOrder", Amount: 20 });
  const patch = (paymentID: string, body: object) => ({ path: { ...path, paymentID }, body });
  const by = async (paymentID: string, body: object) =>
    (await shopper.refused("Payments.Patch", patch(paymentID, body))).code;
  for (const body of [{ Type: "PurchaseOrder" }, { CreditCardID: "x" }, { SpendingAccountID: "x" }])
    assert.equal(await by("card", body), "Payment.CannotPatchProperty");
  assert.equal(await by("card", { Accepted: true }), "Payment.CannotPatchAccepted");
  const changed = await shopper.ok(
    "Payments.Patch",
    patch("card", { ...{ Type: "CreditCard", Accepted: false }, xp: { a: 1 }, ID: "c2" }),
  );
  assert.deepEqual([changed.ID, changed.xp], ["c2", { a: 1 }]);
  await seller.ok("Payments.Patch", patch("c2", { Accepted: true }));
  assert.equal(await by("c2", { xp: { b: 2 } }), "Payment.NotAuthorizedToPatch");
  await shopper.ok("Payments.Patch", patch("po", { xp: { b: 2 } }));
  await submit();
  assert.equal(await by("po", { xp: { c: 3 } }), "Payment.NotAuthorizedToPatch");
  assert.equal(await refused({ Type: "PurchaseOrder", Amount: 1 }), "Auth.InsufficientRoles");
  const removal = await shopper.refused("Payments.Delete", { path: { ...path, paymentID: "po" } });
  assert.equal(removal.code, "Auth.InsufficientRoles");
  await seller.ok("Payments.Delete", { path: { ...path, paymentID: "po" } });
});

test("payments that are more than a total that fell since are found on submit, the first that goes beyond it by name", async (t) => {
  const { shopper, product } = await shop(t);
  await product("p");
  const path = { direction: "Outgoing", orderID: "o1" };
  await shopper.ok("Orders.Create", { path, body: { ID: "o1" } });
  await shopper.ok("LineItems.Create", { path, body: { ID: "l", ProductID: "p", Quantity: 10 } });
  const quantity = (Quantity: number) =>
    shopper.ok("LineItems.Patch", { path: { ...path, lineItemID: "l" }, body: { Quantity } });
  for (const [ID, Amount] of [
    ["one", 40],
    ["two", 60],
  ])
    await shopper.ok("Payments.Create", { path, body: { ID, Type: "PurchaseOrder", Amount } as never });
  await shopper.ok("Orders.Validate", { path });
  await quantity(7);
  for (const operation of ["Orders.Validate", "Orders.Submit"] as const) {
    const { codes, data } = await shopper.refused(operation, { path });
    assert.deepEqual([codes, data], [["Payment.AlreadyPaid"], { Total: 70, Paid: 40, Amount: 60 }]);
  }
  await shopper.ok("Payments.Patch", { path: { ...path, paymentID: "two" }, body: { Amount: 30 } });
  await quantity(8);
  assert.equal((await shopper.ok("Orders.Submit", { path })).Status, "Open", "less than the total is no objection");
});

test("an order is submitted with accepted payments only, and canceled ones take none", async (t) => {
  const { seller, shopper, path, pay, submit } = await ordered(t);
  await pay({ ID: "card", Type: "CreditCard" });
  for (const operation of ["Orders.Validate", "Orders.Submit"] as const) {
    const { codes, data } = await shopper.refused(operation, { path });
    assert.deepEqual([codes, data], [["Order.CannotSubmitWithUnaccceptedPayments"], { PaymentIDs: ["card"] }]);
  }
  const one = { ...path, paymentID: "card" };
  await seller.ok("Payments.Patch", { path: one, body: { Accepted: true } });
  assert.equal((await submit()).Status, "Open");
  await seller.ok("Orders.Cancel", { path });
  for (const refusal of [
    seller.refused("Payments.Create", { path, body: { Type: "PurchaseOrder", Amount: 1 } }),
    seller.refused("Payments.Patch", { path: one, body: { xp: {} } }),
    seller.refused("Payments.Delete", { path: one }),
  ])
    assert.equal((await refusal).code, "Payment.CannotEditCancelled");
});

test("a spending account pays within its time and balance, or beyond it where that is allowed", async (t) => {
  const { account, pay, refused, balance, submit, seller, buyer, userID } = await ordered(t);
  await account("expired", 500, { EndDate: "2020-01-01" });
  await account("later", 500, { StartDate: "2999-01-01" });
  await account("informational", 500, { AllowAsPaymentMethod: false });
  await account("small", 50);
  const from = (SpendingAccountID: string, Amount: number | null = 60) => ({
    Type: "SpendingAccount",
    SpendingAccountID,
    Amount,
  });
  assert.equal(await refused(from("expired")), "Payment.CannotUseExpiredSpendingAccount");
  assert.equal(await refused(from("later")), "Payment.CannotUseExpiredSpendingAccount");
  assert.equal(await refused(from("informational")), "Payment.InvalidSpendingAccountID");
  assert.equal(await refused(from("small")), "Payment.ExceedsBalance");
  assert.equal(await refused(from("small", null)), "Payment.ExceedsBalance");
  await pay(from("small", 30));
  assert.equal(await refused(from("small", 30)), "Payment.ExceedsBalance");
  const body = { SpendingAccountID: "small", UserID: userID, AllowExceed: true };
  await seller.ok("SpendingAccounts.SaveAssignment", { path: buyer, body });
  await pay(from("SMALL", 30));
  assert.equal(await balance("small"), 50);
  assert.equal((await submit()).Status, "Open");
  assert.equal(await balance("small"), -10);
});

test("balances move when the order becomes Open, follow later changes, and come back with the payment", async (t) => {
  const { account, pay, balance, submit, seller, path, buyer } = await ordered(t);
  await account("a", 200);
  await account("b", 200);
  await pay({ ID: "rest", Type: "SpendingAccount", SpendingAccountID: "a" });
  await pay({ ID: "fixed", Type: "SpendingAccount", SpendingAccountID: "b", Amount: 30 });
  await submit();
  assert.deepEqual([await balance("a"), await balance("b")], [130, 170]);
  const fixed = { ...path, paymentID: "fixed" };
  await seller.ok("Payments.Patch", { path: fixed, body: { Amount: 12.5 } });
  assert.equal(await balance("b"), 187.5);
  await seller.ok("Payments.Patch", { path: fixed, body: { Amount: 20 } });
  assert.equal(await balance("b"), 180);
  await seller.ok("Payments.Patch", { path: fixed, body: { xp: { note: 1 } } });
  const rename = { path: { ...buyer, spendingAccountID: "b" }, body: { ID: "b2" } };
  await seller.ok("SpendingAccounts.Patch", rename);
  assert.equal((await seller.ok("Payments.Get", { path: fixed })).SpendingAccountID, "b2");
  const used = await seller.refused("SpendingAccounts.Delete", { path: { ...buyer, spendingAccountID: "b2" } });
  assert.equal(used.code, "Payment.CannotDeleteSpendingAccount");
  await seller.ok("Payments.Delete", { path: fixed });
  assert.equal(await balance("b2"), 200);
  await seller.ok("SpendingAccounts.Delete", { path: { ...buyer, spendingAccountID: "b2" } });
  const late = { ID: "late", Type: "SpendingAccount", SpendingAccountID: "a", Amount: 10 };
  await seller.ok("Payments.Delete", { path: { ...path, paymentID: "rest" } });
  await seller.accepted("Payments.Create", { path, body: late });
  assert.equal(await balance("a"), 190);
});

test("what became too low or expired since is found on submit, and nothing moves", async (t) => {
  const { account, pay, balance, shopper, seller, path, buyer } = await ordered(t);
  await account("a", 60);
  await account("b", 60);
  await pay({ Type: "SpendingAccount", SpendingAccountID: "a", Amount: 50 });
  await pay({ Type: "SpendingAccount", SpendingAccountID: "b", Amount: 50 });
  await seller.ok("SpendingAccounts.Patch", { path: { ...buyer, spendingAccountID: "a" }, body: { Balance: 49.99 } });
  const expire = { path: { ...buyer, spendingAccountID: "b" }, body: { EndDate: "2020-01-01" } };
  await seller.ok("SpendingAccounts.Patch", expire);
  const expected = ["Payment.ExceedsBalance", "Payment.CannotUseExpiredSpendingAccount"];
  for (const operation of ["Orders.Validate", "Orders.Submit"] as const)
    assert.deepEqual((await shopper.refused(operation, { path })).codes, expected);
  assert.deepEqual([await balance("a"), await balance("b")], [49.99, 60]);
});

test("parallel orders cannot overdraw an account that both may spend", async (t) => {
  const { own, account, balance } = await ordered(t);
  await account("shared", 250);
  const orders = await Promise.all(
    [1, 2, 3, 4].map(async () => {
      const shopper = await newCaller(own, { buyer: "acme" }, ["Shopper"]);
      const { ID: orderID } = await shopper.ok("Orders.Create", { path: { direction: "Outgoing" }, body: {} });
      const path = { direction: "Outgoing", orderID };
      await shopper.ok("LineItems.Create", { path, body: { ProductID: "product", Quantity: 4 } });
      await shopper.ok("Payments.Create", { path, body: { Type: "SpendingAccount", SpendingAccountID: "shared" } });
      return { shopper, path };
    }),
  );
  const answers = await Promise.all(orders.map(({ shopper, path }) => shopper.send("Orders.Submit", { path })));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 201, 400, 400]);
  for (const { status, body } of answers)
    if (status === 400) assert.equal(body.Errors[0].ErrorCode, "Payment.ExceedsBalance");
  assert.equal(await balance("shared"), 50);
});

test("payments exist for those only who may see the order", async (t) => {
  const { own, path, pay } = await ordered(t);
  await pay({ ID: "po", Type: "PurchaseOrder" });
  await own.seller.ok("Buyers.Create", { body: { ID: "globex", Name: "Globex", Active: true } });
  const colleague = await newCaller(own, { buyer: "acme" }, ["Shopper"]);
  const foreign = await newCaller(own, { buyer: "globex" });
  const one = { ...path, paymentID: "po" };
  for (const caller of [colleague, foreign]) {
    for (const refusal of [
      caller.refused("Payments.Get", { path: one }),
      caller.refused("Payments.List", { path }),
      caller.refused("Payments.Create", { path, body: { Type: "PurchaseOrder" } }),
      caller.refused("Payments.Patch", { path: one, body: { xp: {} } }),
      caller.refused("Payments.Delete", { path: one }),
    ]) {
      const { status, data } = await refusal;
      assert.deepEqual([status, data.ObjectType], [404, "Order"]);
    }
  }
});

test("the cart's payments are the order's", async (t) => {
  const { own, shopper, path } = await ordered(t);
  const body = { ID: "po", Type: "PurchaseOrder", Amount: 5 };
  await shopper.accepted("Cart.CreatePayment", { body });
  const one = { paymentID: "po" };
  await shopper.ok("Cart.PatchPayment", { path: one, body: { Description: "PO 7" } });
  const transaction = { ID: "t1", Type: "Auth", DateExecuted: "2026-01-02" };
  await shopper.ok("Cart.CreatePaymentTransaction", { path: one, body: transaction });
  const [payment] = (await shopper.ok("Payments.List", { path })).Items;
  assert.deepEqual([payment?.Description, payment?.Transactions?.length], ["PO 7", 1]);
  assert.deepEqual((await shopper.ok("Cart.ListPayments")).Items, [payment]);
  await shopper.ok("Cart.DeletePaymentTransaction", { path: { ...one, transactionID: "t1" } });
  await shopper.ok("Cart.DeletePayment", { path: one });
  assert.equal((await shopper.refused("Cart.GetPayment", { path: one })).data.ObjectType, "Payment");
  const newcomer = await newCaller(own, { buyer: "acme" }, ["Shopper"]);
  assert.deepEqual((await newcomer.ok("Cart.ListPayments")).Items, []);
  assert.equal((await newcomer.refused("Cart.CreatePayment", { body })).data.ObjectType, "Order");
});
