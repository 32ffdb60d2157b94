import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { type TestContext, test } from "node:test";
import {
  addClient,
  newCaller,
  priceBreak,
  type Received,
  type Receiver,
  receiver,
  rolesOf,
  type ServiceAnswer,
  type Shop,
  shop,
  type TestClient,
} from "@orderwell/testing";

const rates = {
  ShipEstimates: [
    {
      ID: "parcel",
      ShipEstimateItems: [{ LineItemID: "l", Quantity: 2 }],
      ShipMethods: [
        { ID: "slow", Name: "Slow", Cost: 4.5, EstimatedTransitDays: 5, xp: { carrier: "mule" } },
        { ID: "fast", Name: "Fast", Cost: 9.25, EstimatedTransitDays: 1 },
      ],
    },
    { ID: "letter", ShipEstimateItems: [], ShipMethods: [{ ID: "post", Cost: 1, EstimatedTransitDays: 2 }] },
  ],
};

interface Checkout extends Shop {
  readonly service: Receiver;
  /** A shopper through an API client with the event. */
  readonly buyer: TestClient;
  readonly clientId: string;
}

const path = { direction: "Outgoing", orderID: "o1" };

/** The step of a call, as its path says. */
const stepOf = ({ path: called }: Pick<Received, "path">): string => called.split("/").at(-1) ?? "";

/** A shop whose checkout a service takes part in, and an order of two units at 10 in it. */
async function checkout(
  t: TestContext,
  answers: Record<string, ServiceAnswer | ((call: Received) => ServiceAnswer)> = {},
  event: object = {},
): Promise<Checkout> {
  const own = await shop(t);
  const service = await receiver(t, (call) => {
    const answer = answers[stepOf(call)] ?? (stepOf(call) === "shippingrates" ? { body: rates } : {});
    return typeof answer === "function" ? answer(call) : answer;
  });
  await own.seller.ok("IntegrationEvents.Create", {
    body: {
      ID: "checkout",
      Name: "Checkout",
      EventType: "OrderCheckout",
      CustomImplementationUrl: `${service.url}/`,
      HashKey: "shared key ✓",
      ...event,
    },
  });
  const clientId = await addClient(own, { OrderCheckoutIntegrationEventID: "checkout" });
  const buyer = await newCaller(own, { buyer: "acme" }, ["Shopper"], clientId);
  await own.product("p");
  await buyer.ok("Orders.Create", { path, body: { ID: "o1" } });
  await buyer.ok("LineItems.Create", { path, body: { ID: "l", ProductID: "p", Quantity: 2 } });
  return { ...own, service, clientId, buyer };
}

const choice = (...chosen: [string, string][]) => ({
  ShipMethodSelections: chosen.map(([ShipEstimateID, ShipMethodID]) => ({ ShipEstimateID, ShipMethodID })),
});

test("a change of the address that an order goes to asks for another calculation; saving it as it is does not", async (t) => {
  const { buyer, seller, service } = await checkout(t, { ordercalculate: { body: { TaxTotal: 1 } } });
  const address = { Street1: "1 Main", City: "Oslo", Country: "NO" };
  const at = { path: { buyerID: "acme", addressID: "hq" } };
  await seller.ok("Addresses.Save", { ...at, body: address });
  await seller.ok("Addresses.SaveAssignment", {
    path: { buyerID: "acme" },
    body: { AddressID: "hq", IsShipping: true, IsBilling: true },
  });
  await buyer.ok("Orders.Patch", { path, body: { ShippingAddressID: "hq", BillingAddressID: "hq" } });
  await buyer.ok("IntegrationEvents.Calculate", { path });
  await seller.ok("Addresses.Save", { ...at, body: address });
  await buyer.ok("Orders.Validate", { path });
  await seller.ok("Addresses.Patch", { ...at, body: { City: "Bergen" } });
  assert.equal((await buyer.refused("Orders.Submit", { path })).code, "Order.CannotSubmitUncalculatedOrder");
  await buyer.ok("IntegrationEvents.Calculate", { path });
  assert.equal(service.calls.at(-1)?.payload.OrderWorksheet.LineItems[0].ShippingAddress.City, "Bergen");
  assert.equal((await buyer.ok("Orders.Submit", { path })).BillingAddress?.City, "Bergen");
});

test("nobody pays a price that was not calculated: a new one asks for another calculation, which shows it", async (t) => {
  const { buyer, seller, service, product } = await checkout(t, { ordercalculate: { body: { TaxTotal: 1 } } });
  const price = (Price: string) =>
    seller.accepted("PriceSchedules.Patch", {
      path: { priceScheduleID: "p-price" },
      body: { PriceBreaks: [{ Quantity: 1, Price }] },
    });
  await product("odd", {}, { PriceBreaks: [{ ...priceBreak(1, "1.23456789") }] });
  await buyer.ok("LineItems.Create", { path, body: { ID: "odd", ProductID: "odd", Quantity: 3 } });
  await buyer.ok("IntegrationEvents.Calculate", { path });
  await buyer.ok("Orders.Validate", { path });
  await price("99.5");
  for (const operation of ["Orders.Validate", "Orders.Submit"] as const)
    assert.deepEqual((await buyer.refused(operation, { path })).codes, ["Order.CannotSubmitUncalculatedOrder"]);
  assert.equal(Number((await buyer.ok("Orders.Get", { path })).Subtotal), 23.7, "until then it is as it was");
  const { Order } = await buyer.ok("IntegrationEvents.Calculate", { path });
  assert.equal(Number(service.calls.at(-1)?.payload.OrderWorksheet.LineItems[0].UnitPrice), 99.5);
  assert.equal(Number(Order?.Total), 203.7);
  assert.equal(Number((await buyer.ok("Orders.Submit", { path })).Total), 203.7);
});

test("a checkout is estimated, chosen, calculated and submitted, with the service's amounts", async (t) => {
  const { buyer, service } = await checkout(t, {
    ordercalculate: { body: { TaxTotal: 1.256, FeeTotal: 2, xp: { by: "tax" }, Surprise: [1], HttpStatusCode: 0 } },
    ordersubmit: { body: { xp: { number: "SO-1" } } },
  });
  const estimated = await buyer.ok("IntegrationEvents.EstimateShipping", { path });
  assert.equal(estimated.Order?.ShippingCost, 0);
  const { ShipEstimates, HttpStatusCode, Succeeded, UnhandledErrorBody } = estimated.ShipEstimateResponse ?? {};
  assert.deepEqual([HttpStatusCode, Succeeded, UnhandledErrorBody], [200, true, null]);
  assert.deepEqual(ShipEstimates?.[0]?.ShipMethods?.[0], { ...rates.ShipEstimates[0]?.ShipMethods[0] });

  const first = await buyer.ok("IntegrationEvents.SelectShipmethods", { path, body: choice(["parcel", "slow"]) });
  assert.equal(first.Order?.ShippingCost, 4.5);
  const both = await buyer.ok("IntegrationEvents.SelectShipmethods", { path, body: choice(["letter", "post"]) });
  assert.deepEqual(
    both.ShipEstimateResponse?.ShipEstimates?.map(({ SelectedShipMethodID }) => SelectedShipMethodID),
    ["slow", "post"],
  );
  assert.deepEqual([both.Order?.ShippingCost, both.Order?.Total], [5.5, 25.5]);

  const calculated = await buyer.ok("IntegrationEvents.Calculate", { path });
  const { Order: order, OrderCalculateResponse: answer } = calculated;
  assert.deepEqual([order?.ShippingCost, order?.TaxCost, order?.Fees, order?.Total], [5.5, 1.26, 2, 28.76]);
  assert.deepEqual(
    [answer?.HttpStatusCode, answer?.Succeeded, answer?.xp, answer?.TaxTotal],
    [200, true, { by: "tax" }, 1.256],
  );
  assert.equal(calculated.ShipEstimateResponse?.ShipEstimates?.length, 2);
  assert.deepEqual(await buyer.ok("IntegrationEvents.GetWorksheet", { path }), calculated);

  const submitted = await buyer.ok("Orders.Submit", { path });
  assert.deepEqual([submitted.Status, submitted.Total], ["Open", 28.76]);
  const after = await buyer.ok("IntegrationEvents.GetWorksheet", { path });
  assert.deepEqual(after.OrderSubmitResponse, {
    HttpStatusCode: 200,
    UnhandledErrorBody: null,
    xp: { number: "SO-1" },
    Succeeded: true,
  });
  assert.deepEqual(after.OrderCalculateResponse, calculated.OrderCalculateResponse);
  assert.deepEqual(after.ShipEstimateResponse, calculated.ShipEstimateResponse);
  assert.deepEqual(service.calls.map(stepOf), ["shippingrates", "ordercalculate", "ordersubmit"]);
  assert.deepEqual(service.calls[2]?.payload.OrderWorksheet.Order.Status, "Open");
});

test("the service gets the worksheet, its configuration and a token with its roles alone, signed over the exact bytes", async (t) => {
  const { buyer, service, baseUrl } = await checkout(
    t,
    {},
    {
      ElevatedRoles: ["OrderReader", "BuyerReader"],
      ConfigData: { zone: "ü" },
      CustomAuthHeaderName: "X-Key",
      CustomAuthHeaderValue: "open sesame",
    },
  );
  const before = await buyer.ok("Cart.GetOrderWorksheet");
  await buyer.ok("Cart.EstimateShipping");
  const [call] = service.calls;
  assert.ok(call !== undefined);
  const { OrderWorksheet, OrderCloudAccessToken, ...rest } = call.payload;
  assert.deepEqual(rest, { Environment: "Sandbox", ConfigData: { zone: "ü" } });
  assert.deepEqual(OrderWorksheet, before);
  assert.equal(call.path, "/hook/shippingrates");
  assert.equal(call.headers["x-key"], "open sesame");
  assert.equal(call.headers["content-type"], "application/json");
  const hash = createHmac("sha256", "shared key ✓").update(call.bytes).digest("base64");
  assert.equal(call.headers["x-oc-hash"], hash);
  assert.deepEqual([...rolesOf(OrderCloudAccessToken)].sort(), ["BuyerReader", "OrderReader"]);
  const reply = await fetch(`${baseUrl}/v1/orders/Outgoing/o1`, {
    headers: { authorization: `Bearer ${OrderCloudAccessToken}` },
  });
  assert.equal(reply.status, 200);
});

test("without elevated roles the service gets no token", async (t) => {
  const { buyer, service } = await checkout(t);
  await buyer.ok("Cart.Calculate");
  assert.equal(service.calls[0]?.payload.OrderCloudAccessToken, null);
});

test("a service that is to have roles gets none where no client admits the marketplace's own users", async (t) => {
  const { buyer, seller, clientId, service } = await checkout(t, {}, { ElevatedRoles: ["OrderReader"] });
  await buyer.ok("Cart.Calculate");
  await seller.ok("ApiClients.Patch", { path: { apiClientID: clientId }, body: { AllowSeller: false } });
  const { Items } = await seller.ok("ApiClients.List", { query: { AllowSeller: true } });
  for (const { ID } of Items)
    await seller.ok("ApiClients.Patch", { path: { apiClientID: ID }, body: { AllowSeller: false } });
  assert.equal((await buyer.refused("Cart.Calculate")).code, "IntegrationEvent.AllowSellerApiClientRequired");
  assert.equal(service.calls.length, 1);
});

test("without an event nothing is asked, and an order is submitted as it is", async (t) => {
  const { shopper, product } = await shop(t);
  await product("p");
  await shopper.ok("Cart.CreateLineItem", { body: { ProductID: "p" } });
  const { ID: orderID } = await shopper.ok("Cart.Get");
  const own = { path: { direction: "Outgoing", orderID } };
  const code = "IntegrationEvent.ApiClientNotConfiguredForOrderCalculate";
  for (const operation of [
    "Cart.EstimateShipping",
    "Cart.Calculate",
    "IntegrationEvents.EstimateShipping",
    "IntegrationEvents.Calculate",
  ] as const) {
    const refused = await shopper.refused(operation, own);
    assert.deepEqual([refused.status, refused.code], [400, code]);
  }
  const refused = await shopper.refused("Cart.SelectShipMethods", { body: choice(["parcel", "slow"]) });
  assert.equal(refused.code, "IntegrationEvent.MustCalculateShipping");
  await shopper.ok("Cart.Submit");
  assert.equal((await shopper.ok("IntegrationEvents.GetWorksheet", own)).OrderSubmitResponse, null);
});

test("an order is not submitted through a client with an event until it is calculated, and again after it changed", async (t) => {
  const own = await checkout(t);
  const { buyer, seller } = own;
  const colleague = await own.colleague("OrderAdmin", "UnsubmittedOrderReader");
  const isRefused = async () => {
    for (const operation of ["Orders.Validate", "Orders.Submit", "Cart.Validate", "Cart.Submit"] as const)
      assert.deepEqual((await buyer.refused(operation, { path })).codes, ["Order.CannotSubmitUncalculatedOrder"]);
  };
  await isRefused();
  await colleague.ok("Orders.Validate", { path });
  const line = { path: { ...path, lineItemID: "l" } };
  const incoming = { path: { direction: "Incoming", orderID: "o1" } };
  const address = { Street1: "1 Main St", City: "Minneapolis", State: "MN", Zip: "55403", Country: "US" };
  const changes: Record<string, () => Promise<unknown>> = {
    quantity: () => buyer.ok("LineItems.Patch", { ...line, body: { Quantity: 3 } }),
    costCenter: () => buyer.ok("LineItems.Patch", { ...line, body: { CostCenter: "c" } }),
    lineXp: () => buyer.ok("LineItems.Patch", { ...line, body: { xp: { a: 1 } } }),
    unitPrice: () =>
      seller.ok("LineItems.Patch", { path: { ...incoming.path, lineItemID: "l" }, body: { UnitPrice: 7 } }),
    addition: () => buyer.ok("LineItems.Create", { path, body: { ID: "m", ProductID: "p" } }),
    removal: () => buyer.ok("LineItems.Delete", { path: { ...path, lineItemID: "m" } }),
    shipTo: () => buyer.ok("Orders.SetShippingAddress", { path, body: address }),
    lineShipTo: () => buyer.ok("LineItems.SetShippingAddress", { ...line, body: { ...address, City: "Duluth" } }),
    xp: () => buyer.ok("Orders.Patch", { path, body: { xp: { gift: true } } }),
    shippingCost: () => seller.ok("Orders.Patch", { ...incoming, body: { ShippingCost: 3 } }),
    taxCost: () => seller.ok("Orders.Patch", { ...incoming, body: { TaxCost: 2 } }),
    withdrawnPromotion: () => seller.ok("Promotions.Patch", { path: { promotionID: "off" }, body: { Active: false } }),
  };
  const off = { ID: "off", Code: "OFF", EligibleExpression: "true", ValueExpression: "1", AllowAllBuyers: true };
  await seller.ok("Promotions.Create", { body: off });
  await buyer.ok("Orders.AddPromotion", { path: { ...path, promoCode: "OFF" } });
  for (const [name, change] of Object.entries(changes)) {
    await buyer.ok("Cart.EstimateShipping");
    await buyer.ok("Cart.Calculate");
    await buyer.ok("Orders.Validate", { path });
    await change();
    const { ShipEstimateResponse, OrderCalculateResponse } = await buyer.ok("Cart.GetOrderWorksheet");
    assert.deepEqual([ShipEstimateResponse, OrderCalculateResponse], [null, null], name);
    await isRefused();
  }
  await buyer.ok("Cart.EstimateShipping");
  const calculated = await buyer.ok("Cart.Calculate");
  const same: Record<string, () => Promise<unknown>> = {
    comments: () => buyer.ok("Orders.Patch", { path, body: { Comments: "Ring twice" } }),
    billTo: () => buyer.ok("Orders.SetBillingAddress", { path, body: address }),
    payment: () => buyer.ok("Payments.Create", { path, body: { Type: "PurchaseOrder" } }),
    fromUser: () => buyer.ok("Orders.PatchFromUser", { path, body: { FirstName: "Ada" } }),
    sameQuantity: () => buyer.ok("LineItems.Patch", { ...line, body: { Quantity: 3, xp: { a: 1 } } }),
    lineId: () => buyer.ok("LineItems.Patch", { ...line, body: { ID: "first" } }),
    id: () => buyer.ok("Orders.Patch", { path, body: { ID: "o2" } }),
  };
  for (const [name, change] of Object.entries(same)) {
    await change();
    const { OrderCalculateResponse } = await buyer.ok("Cart.GetOrderWorksheet");
    assert.deepEqual(OrderCalculateResponse, calculated.OrderCalculateResponse, name);
  }
  assert.equal((await buyer.ok("Cart.Submit")).ID, "o2");
});

test("a calculation changes prices and takes lines off, whatever the shopper may, and passes over lines that are not there", async (t) => {
  const { buyer } = await checkout(t, {
    ordercalculate: {
      body: {
        LineItemOverrides: [
          { LineItemID: "L", UnitPrice: 8.125 },
          { LineItemID: "gone", Remove: true },
          { LineItemID: "none", UnitPrice: 1, Remove: true },
        ],
        ShippingTotal: 3,
      },
    },
  });
  await buyer.ok("LineItems.Create", { path, body: { ID: "gone", ProductID: "p", Quantity: 5 } });
  const { Order: order, LineItems: lines } = await buyer.ok("Cart.Calculate");
  assert.deepEqual(
    lines?.map(({ ID, UnitPrice, LineTotal, PriceOverridden }) => [ID, UnitPrice, LineTotal, PriceOverridden]),
    [["l", 8.125, 16.25, true]],
  );
  assert.deepEqual([order?.LineItemCount, order?.Subtotal, order?.ShippingCost, order?.Total], [1, 16.25, 3, 19.25]);
  assert.equal((await buyer.ok("Cart.Submit")).Total, 19.25);
});

test("a service that answers with an error is on the worksheet, and the order as it was", async (t) => {
  let answer: ServiceAnswer = { status: 500, body: '{"oops":1}' };
  const { buyer } = await checkout(t, { ordercalculate: () => answer, shippingrates: () => answer });
  const before = await buyer.ok("Orders.Get", { path });
  const { ShipEstimateResponse: estimate } = await buyer.ok("Cart.EstimateShipping");
  assert.deepEqual(estimate, {
    ShipEstimates: null,
    HttpStatusCode: 500,
    UnhandledErrorBody: '{"oops":1}',
    xp: null,
    Succeeded: false,
  });
  const refused = await buyer.refused("Cart.SelectShipMethods", { body: choice(["parcel", "slow"]) });
  assert.equal(refused.code, "IntegrationEvent.MustHaveShipEstimates");
  const failures: readonly [ServiceAnswer, number, string | null][] = [
    [{ status: 500, body: '{"oops":1}' }, 500, '{"oops":1}'],
    [{ status: 404, body: "nobody\0here" }, 404, "nobodyhere"],
    [{ status: 302, body: "" }, 302, ""],
    [{ body: { TaxTotal: 5, UnhandledErrorBody: "no tax today" } }, 200, "no tax today"],
    [{ body: { TaxTotal: 5, HttpStatusCode: 503 } }, 503, null],
  ];
  for (const [given, status, error] of failures) {
    answer = given;
    const { Order: order, OrderCalculateResponse: response } = await buyer.ok("Cart.Calculate");
    assert.deepEqual(
      [response?.HttpStatusCode, response?.UnhandledErrorBody, response?.Succeeded],
      [status, error, false],
    );
    assert.deepEqual({ ...order, LastUpdated: null }, { ...before, LastUpdated: null });
    assert.deepEqual((await buyer.refused("Cart.Submit")).codes, ["Order.CannotSubmitUncalculatedOrder"]);
  }
  for (const body of [{ result: "OK" }, { UnhandledErrorBody: "" }]) {
    answer = { body };
    const { Order: order, OrderCalculateResponse: response } = await buyer.ok("Cart.Calculate");
    assert.deepEqual([response?.Succeeded, response?.TaxTotal, order?.Total], [true, null, 20]);
    await buyer.ok("Cart.Validate");
  }
});

test("a service that cannot be understood or reached refuses the request, and nothing is kept", async (t) => {
  const answers: [unknown, string | RegExp][] = [
    ["", /^It is no JSON: .+\.$/],
    ["<html>", /^It is no JSON: .+\.$/],
    ["[]", "It is no JSON object."],
    ["null", "It is no JSON object."],
    [{ TaxTotal: "a lot" }, "TaxTotal must be a number."],
    [{ TaxTotal: -1 }, "TaxTotal must not be less than 0."],
    [{ ShippingTotal: 1e300 }, "ShippingTotal is out of range."],
    [
      { LineItemOverrides: [{ LineItemID: "l", UnitPrice: -0.01 }] },
      "LineItemOverrides.UnitPrice must not be less than 0.",
    ],
    [{ LineItemOverrides: "l" }, "LineItemOverrides must be a list."],
  ];
  let at = 0;
  const { buyer, seller } = await checkout(t, { ordercalculate: () => ({ body: answers[at]?.[0] ?? {} }) });
  for (const [, problem] of answers) {
    const refused = await buyer.refused("Cart.Calculate");
    at++;
    assert.deepEqual([refused.status, refused.code], [400, "IntegrationEvent.BadRequest"]);
    if (typeof problem === "string") assert.equal(refused.data.Problem, problem);
    else assert.match(refused.data.Problem, problem);
  }
  await seller.ok("IntegrationEvents.Patch", {
    path: { integrationEventID: "checkout" },
    body: { CustomImplementationUrl: "http://127.0.0.1:9/" },
  });
  for (const operation of ["Cart.Calculate", "Cart.EstimateShipping"] as const)
    assert.equal((await buyer.refused(operation)).code, "IntegrationEvent.BadRequest");
  const { OrderCalculateResponse, ShipEstimateResponse, Order: order } = await buyer.ok("Cart.GetOrderWorksheet");
  assert.deepEqual([OrderCalculateResponse, ShipEstimateResponse, order?.Total], [null, null, 20]);
});

test("an answer about what the order no longer is does not count; notes that the service leaves in xp do not matter", async (t) => {
  let meanwhile: () => Promise<unknown> = async () => {};
  const { buyer, seller } = await checkout(t);
  const slow = await slowService(t, () => meanwhile());
  await seller.ok("IntegrationEvents.Patch", {
    path: { integrationEventID: "checkout" },
    body: { CustomImplementationUrl: slow },
  });
  meanwhile = () => buyer.ok("LineItems.Patch", { path: { ...path, lineItemID: "l" }, body: { Quantity: 100 } });
  const refused = await buyer.refused("Cart.Calculate");
  assert.equal(refused.code, "IntegrationEvent.BadRequest");
  assert.equal((await buyer.ok("Cart.Get")).TaxCost, 0);
  const incoming = { direction: "Incoming", orderID: "o1" };
  meanwhile = () => seller.ok("Orders.Patch", { path: incoming, body: { ShippingCost: 7 } });
  assert.equal((await buyer.refused("Cart.Calculate")).code, "IntegrationEvent.BadRequest");
  meanwhile = () =>
    seller.ok("Orders.Patch", { path: { direction: "Incoming", orderID: "o1" }, body: { xp: { n: 1 } } });
  const { Order: order } = await buyer.ok("Cart.Calculate");
  assert.deepEqual([order?.TaxCost, order?.xp], [1, { n: 1 }]);
  await buyer.ok("Cart.Validate");
});

test("a submission stands whatever the service makes of it, also when it renames the order meanwhile", async (t) => {
  const own = await checkout(t);
  const { buyer, seller } = own;
  const submit = async (CustomImplementationUrl: string, orderID: string, shownAs = orderID) => {
    await seller.ok("IntegrationEvents.Patch", {
      path: { integrationEventID: "checkout" },
      body: { CustomImplementationUrl: own.service.url },
    });
    const at = { direction: "Outgoing", orderID };
    if (orderID !== "o1") {
      await buyer.ok("Orders.Create", { path: at, body: { ID: orderID } });
      await buyer.ok("LineItems.Create", { path: at, body: { ProductID: "p" } });
    }
    await buyer.ok("IntegrationEvents.Calculate", { path: at });
    await seller.ok("IntegrationEvents.Patch", {
      path: { integrationEventID: "checkout" },
      body: { CustomImplementationUrl },
    });
    assert.equal((await buyer.ok("Orders.Submit", { path: at })).Status, "Open");
    const shown = await buyer.ok("IntegrationEvents.GetWorksheet", { path: { ...at, orderID: shownAs } });
    return [
      shown.OrderSubmitResponse?.HttpStatusCode,
      shown.OrderSubmitResponse?.UnhandledErrorBody,
      shown.OrderSubmitResponse?.Succeeded,
    ];
  };
  const says = async (answer: ServiceAnswer) => (await receiver(t, () => answer)).url;
  assert.deepEqual(await submit(await says({ status: 500, body: "no" }), "o1"), [500, "no", false]);
  assert.deepEqual(await submit(await says({ body: "OK" }), "o3"), [200, "OK", false]);
  assert.deepEqual(await submit(await says({ body: "" }), "o4"), [200, null, true]);
  const [status, , succeeded] = await submit("http://127.0.0.1:9/", "o5");
  assert.deepEqual([status, succeeded], [502, false]);
  const rename = () =>
    seller.ok("Orders.Patch", { path: { direction: "Incoming", orderID: "o6" }, body: { ID: "SO-6" } });
  assert.deepEqual(await submit(await slowService(t, rename), "o6", "SO-6"), [200, null, true]);
});

test("an order that waits for approval tells so, and again with its last approval", async (t) => {
  const own = await checkout(t, {
    ordersubmitforapproval: { body: { xp: { asked: 1 } } },
    orderapproved: { status: 500, body: "no" },
  });
  const { buyer, seller, service, clientId } = own;
  const acme = { buyerID: "acme" };
  const manager = await newCaller(own, { buyer: "acme" }, ["Shopper"], clientId);
  await seller.ok("UserGroups.Create", { path: acme, body: { ID: "managers", Name: "Managers" } });
  const { ID: UserID } = await manager.ok("Me.Get");
  await seller.ok("UserGroups.SaveUserAssignment", { path: acme, body: { UserID, UserGroupID: "managers" } });
  const rule = { ID: "all", Name: "All", ApprovingGroupID: "managers", RuleExpression: "order.Total > 0" };
  await seller.ok("ApprovalRules.Create", { path: acme, body: rule });
  await buyer.ok("Cart.Calculate");
  assert.equal((await buyer.ok("Cart.Submit")).Status, "AwaitingApproval");
  const waiting = await buyer.ok("IntegrationEvents.GetWorksheet", { path });
  assert.deepEqual(
    [waiting.OrderSubmitForApprovalResponse?.xp, waiting.OrderSubmitResponse, waiting.OrderApprovedResponse],
    [{ asked: 1 }, null, null],
  );
  assert.equal((await manager.ok("Orders.Approve", { path, body: {} })).Status, "Open");
  const { OrderApprovedResponse: answer } = await buyer.ok("IntegrationEvents.GetWorksheet", { path });
  assert.deepEqual([answer?.HttpStatusCode, answer?.UnhandledErrorBody, answer?.Succeeded], [500, "no", false]);
  assert.deepEqual(service.calls.map(stepOf), ["ordercalculate", "ordersubmitforapproval", "orderapproved"]);
});

test("a renamed event is still the client's, and nobody has others' orders calculated", async (t) => {
  const own = await checkout(t);
  await own.seller.ok("IntegrationEvents.Patch", {
    path: { integrationEventID: "checkout" },
    body: { ID: "renamed" },
  });
  await own.buyer.ok("IntegrationEvents.Calculate", { path });
  const stranger = await newCaller(own, { buyer: "acme" }, ["Shopper"], own.clientId);
  for (const operation of ["IntegrationEvents.EstimateShipping", "IntegrationEvents.Calculate"] as const)
    assert.equal((await stranger.refused(operation, { path })).status, 404);
  assert.equal((await stranger.refused("Cart.Calculate")).status, 404);
  assert.equal(own.service.calls.length, 1);
});

/** A service that does something of its own before it answers. */
async function slowService(t: TestContext, work: () => Promise<unknown>): Promise<string> {
  const server = createServer(async (request, reply) => {
    request.resume();
    await work();
    reply.writeHead(200, { "content-type": "application/json" }).end('{"TaxTotal":1}');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}
