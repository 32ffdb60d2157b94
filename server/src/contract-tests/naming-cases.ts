import type { ModelName, OperationId } from "@orderwell/contract";
import { newCaller, type TestClient, type TestMarketplace } from "@orderwell/testing";
import {
  type Body,
  type Kind,
  kinds,
  type Making,
  made,
  namedObject,
  optionOf,
  type Path,
  type Target,
  whereOf,
} from "./makings.ts";

/** An object that names another. */
export interface NamingCase {
  readonly holder: ModelName;
  readonly property: string;
  make(id: string): Promise<Target>;
  /** The holder as it is shown; undefined when it is gone. */
  show(id: string): Promise<Body | undefined>;
}

/** Cases for the properties of objects; what is assigned has a test of its own. */
export function namingCases(own: TestMarketplace): NamingCase[] {
  const { seller } = own;
  const at = (id: string, company: Making["company"] = "seller"): Making => ({
    id,
    company,
    path: { buyerID: `${id}-B`, supplierID: `${id}-S`, catalogID: `${id}-C` },
  });
  const shown = async (operation: OperationId, path: Path, client = seller): Promise<Body | undefined> => {
    const { status, body } = await client.send(operation, { path });
    return status === 200 ? body : undefined;
  };
  const done = async (operation: OperationId, path: Path, body: Body, client = seller): Promise<Body> => {
    const answer = await client.send(operation, { path, body });
    if (answer.status >= 300) throw new Error(`${operation}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  /** A holder made like any other object, with the target's ID at the property. */
  const plain = (
    holder: ModelName,
    property: string,
    target: ModelName,
    options: {
      company?: Making["company"];
      targetOf?: Making["company"];
      more?: (target: string, id: string) => Body;
      before?: (id: string) => Promise<unknown>;
    } = {},
  ): NamingCase => {
    const kind = kinds[holder] as Kind;
    const { company = "seller", targetOf = company, more = (one) => ({ [property]: one }) } = options;
    const ids = new Map<string, string>();
    return {
      holder,
      property,
      async make(id) {
        await options.before?.(id);
        const { id: one } = await made(seller, target, `${id}-t`, at(id, targetOf));
        ids.set(id, (await made(seller, holder, id, at(id, company), more(one, id))).id);
        return namedObject(seller, target, one, at(id, targetOf));
      },
      show(id) {
        const { resource, path } = whereOf(kind, at(id, company));
        return shown(`${resource}.Get` as OperationId, { ...path, [kind.param]: ids.get(id) as string });
      },
    };
  };
  return [
    plain("Buyer", "DefaultCatalogID", "Catalog"),
    plain("Buyer", "GroupID", "BuyerGroup"),
    plain("BuyerGroup", "DefaultCatalogID", "Catalog"),
    plain("ApiClient", "OrderCheckoutIntegrationEventID", "IntegrationEvent"),
    plain("Product", "DefaultPriceScheduleID", "PriceSchedule"),
    plain("Product", "DefaultSupplierID", "Supplier"),
    plain("Product", "ShipFromAddressID", "Address"),
    plain("Product", "ParentID", "Product", {
      before: (id) => made(seller, "Product", `${id}-t`, at(id), { IsParent: true }),
    }),
    plain("Category", "ParentID", "Category"),
    ...ordersCases(own, { at, shown, done }),
    ...accessCases({ seller, at, shown, done }),
  ];
}

type At = (id: string, company?: Making["company"]) => Making;
type Shown = (operation: OperationId, path: Path, client?: TestClient) => Promise<Body | undefined>;
type Done = (operation: OperationId, path: Path, body: Body, client?: TestClient) => Promise<Body>;

/** Rules, profiles, clients and who acts as whom. */
function accessCases({
  seller,
  at,
  shown,
  done,
}: {
  seller: TestClient;
  at: At;
  shown: Shown;
  done: Done;
}): NamingCase[] {
  const config = (
    property: string,
    target: ModelName,
    targetOf: Making["company"],
    body: (one: string, id: string) => Body,
  ): NamingCase => ({
    holder: "ImpersonationConfig",
    property,
    async make(id) {
      const { id: one } = await made(seller, target, `${id}-t`, at(id, targetOf));
      await made(seller, "Buyer", `${id}-B`, at(id));
      const { id: ClientID } =
        property === "ClientID" ? { id: one } : await made(seller, "ApiClient", `${id}-a`, at(id));
      const { id: SecurityProfileID } =
        property === "SecurityProfileID" ? { id: one } : await made(seller, "SecurityProfile", `${id}-p`, at(id));
      await done(
        "ImpersonationConfigs.Create",
        {},
        { ID: id, ClientID, SecurityProfileID, BuyerID: `${id}-B`, ...body(one, id) },
      );
      return namedObject(seller, target, one, at(id, targetOf));
    },
    show: (id) => shown("ImpersonationConfigs.Get", { impersonationConfigID: id }),
  });
  return [
    config("ClientID", "ApiClient", "seller", () => ({})),
    config("SecurityProfileID", "SecurityProfile", "seller", () => ({})),
    config("ImpersonationBuyerID", "Buyer", "seller", (one) => ({ ImpersonationBuyerID: one })),
    config("ImpersonationGroupID", "UserGroup", "buyer", (one, id) => ({
      ImpersonationBuyerID: `${id}-B`,
      ImpersonationGroupID: one,
    })),
    config("ImpersonationUserID", "User", "buyer", (one, id) => ({
      ImpersonationBuyerID: `${id}-B`,
      ImpersonationUserID: one,
    })),
    config("BuyerID", "Buyer", "seller", (one) => ({ BuyerID: one })),
    config("GroupID", "UserGroup", "buyer", (one) => ({ GroupID: one })),
    config("UserID", "User", "buyer", (one) => ({ UserID: one })),
    {
      holder: "ApprovalRule",
      property: "ApprovingGroupID",
      async make(id) {
        const { id: one } = await made(seller, "UserGroup", `${id}-t`, at(id, "buyer"));
        await done(
          "ApprovalRules.Create",
          { buyerID: `${id}-B` },
          { ID: id, ApprovingGroupID: one, RuleExpression: "order.Total > 1" },
        );
        return namedObject(seller, "UserGroup", one, at(id, "buyer"));
      },
      show: (id) => shown("ApprovalRules.Get", { buyerID: `${id}-B`, approvalRuleID: id }),
    },
    {
      holder: "SellerApprovalRule",
      property: "ApprovingGroupID",
      async make(id) {
        const { id: one } = await made(seller, "UserGroup", `${id}-t`, at(id));
        await done(
          "SellerApprovalRules.Create",
          {},
          { ID: id, ApprovingGroupID: one, ApprovalType: "Order", RuleExpression: "order.Total > 1" },
        );
        return namedObject(seller, "UserGroup", one, at(id));
      },
      show: (id) => shown("SellerApprovalRules.Get", { approvalRuleID: id }),
    },
    {
      holder: "ApiClient",
      property: "DefaultContextUserName",
      async make(id) {
        const { id: one } = await made(seller, "User", `${id}-t`, at(id));
        clients.set(
          id,
          (await made(seller, "ApiClient", id, at(id), { DefaultContextUserName: one, AllowSeller: true })).id,
        );
        return namedObject(seller, "User", one, at(id));
      },
      show: (id) => shown("ApiClients.Get", { apiClientID: clients.get(id) as string }),
    },
    {
      holder: "Webhook",
      property: "ApiClientIDs",
      async make(id) {
        const { id: one } = await made(seller, "ApiClient", `${id}-t`, at(id));
        await done(
          "Webhooks.Create",
          {},
          {
            ID: id,
            Name: id,
            Url: "https://example.com/",
            HashKey: "key",
            ApiClientIDs: [one],
            WebhookRoutes: [{ Route: "v1/buyers", Verb: "POST" }],
          },
        );
        return namedObject(seller, "ApiClient", one, at(id));
      },
      show: (id) => shown("Webhooks.Get", { webhookID: id }),
    },
    {
      holder: "SpecProductAssignment",
      property: "DefaultOptionID",
      async make(id) {
        await made(seller, "Spec", id, at(id));
        await made(seller, "Product", `${id}-P`, at(id));
        await done("Specs.CreateOption", { specID: id }, { ID: "red", Value: "red" });
        await done("Specs.SaveProductAssignment", {}, { SpecID: id, ProductID: `${id}-P`, DefaultOptionID: "red" });
        return optionOf(seller, id);
      },
      show: async (id) =>
        (await seller.ok("Specs.ListProductAssignments", { query: { productID: `${id}-P` } })).Items[0] as
          | Body
          | undefined,
    },
    {
      holder: "Spec",
      property: "DefaultOptionID",
      async make(id) {
        await made(seller, "Spec", id, at(id));
        await done("Specs.CreateOption", { specID: id }, { ID: "red", Value: "red" });
        await done("Specs.Patch", { specID: id }, { DefaultOptionID: "red" });
        return optionOf(seller, id);
      },
      show: (id) => shown("Specs.Get", { specID: id }),
    },
  ];
}

/** Assigns to a buyer's users what they may use of its own. */
const assigning: Readonly<Partial<Record<ModelName, OperationId>>> = {
  Address: "Addresses.SaveAssignment",
  CreditCard: "CreditCards.SaveAssignment",
  SpendingAccount: "SpendingAccounts.SaveAssignment",
};
const assigned: Readonly<Partial<Record<ModelName, Body>>> = {
  Address: { IsShipping: true, IsBilling: true },
  SpendingAccount: { AllowExceed: true },
};

const clients = new Map<string, string>();

/** Orders and what belongs to them go on showing what they named. */
function ordersCases(own: TestMarketplace, { at, shown, done }: { at: At; shown: Shown; done: Done }): NamingCase[] {
  const { seller } = own;
  const direction = "Outgoing";
  const incoming = (id: string) => ({ direction: "Incoming", orderID: id });
  /** An order of a buyer's user with one line, at `change` before it is looked at. */
  const order = (
    holder: ModelName,
    property: string,
    target: ModelName,
    targetOf: Making["company"],
    change: (one: string, id: string, buyer: TestClient) => Promise<unknown>,
    show: (id: string) => Promise<Body | undefined>,
    targetId: (id: string) => string = (id) => `${id}-t`,
  ): NamingCase => ({
    holder,
    property,
    async make(id) {
      await made(seller, "Buyer", `${id}-B`, at(id), { DefaultCatalogID: undefined });
      await made(seller, "PriceSchedule", `${id}-price`, at(id));
      await made(seller, "Product", `${id}-P`, at(id), { DefaultPriceScheduleID: `${id}-price` });
      await done("Catalogs.SaveProductAssignment", {}, { CatalogID: `${id}-B`, ProductID: `${id}-P` });
      const { id: one } = await made(seller, target, targetId(id), at(id, targetOf));
      const assign = assigning[target];
      if (assign !== undefined && targetOf === "buyer")
        await done(assign, { buyerID: `${id}-B` }, { [`${target}ID`]: one, ...assigned[target] });
      const buyer = await newCaller(own, { buyer: `${id}-B` }, ["FullAccess"]);
      await done("Orders.Create", { direction }, { ID: id }, buyer);
      await done(
        "LineItems.Create",
        { direction, orderID: id },
        { ID: "line", ProductID: `${id}-P`, Quantity: 1 },
        buyer,
      );
      await change(one, id, buyer);
      return namedObject(seller, target, one, at(id, targetOf));
    },
    show,
  });
  const ofOrder = (id: string) => shown("Orders.Get", incoming(id));
  const ofLine = (id: string) => shown("LineItems.Get", { ...incoming(id), lineItemID: "line" });
  const nothing = async () => {};
  const addressed = (property: string) => (one: string, id: string, buyer: TestClient) =>
    done("Orders.Patch", { direction, orderID: id }, { [property]: one }, buyer);
  const shippedFrom = (id: string, buyer: TestClient, body: Body) =>
    done("Orders.Submit", { direction, orderID: id }, {}, buyer).then(() =>
      done("Shipments.Create", {}, { ID: id, ...body }),
    );
  const ofShipment = (id: string) => shown("Shipments.Get", { shipmentID: id });
  return [
    order("Order", "FromCompanyID", "Buyer", "seller", nothing, ofOrder, (id) => `${id}-B`),
    order("Order", "BillingAddressID", "Address", "buyer", addressed("BillingAddressID"), ofOrder),
    order("Order", "ShippingAddressID", "Address", "buyer", addressed("ShippingAddressID"), ofOrder),
    order("LineItem", "ProductID", "Product", "seller", nothing, ofLine, (id) => `${id}-P`),
    order("LineItem", "PriceScheduleID", "PriceSchedule", "seller", nothing, ofLine, (id) => `${id}-price`),
    order(
      "LineItem",
      "ShippingAddressID",
      "Address",
      "buyer",
      (one, id, buyer) =>
        done("LineItems.Patch", { direction, orderID: id, lineItemID: "line" }, { ShippingAddressID: one }, buyer),
      ofLine,
    ),
    order(
      "Payment",
      "CreditCardID",
      "CreditCard",
      "buyer",
      (one, id, buyer) =>
        done(
          "Payments.Create",
          { direction, orderID: id },
          { ID: "pay", Type: "CreditCard", CreditCardID: one },
          buyer,
        ),
      (id) => shown("Payments.Get", { ...incoming(id), paymentID: "pay" }),
    ),
    order(
      "Payment",
      "SpendingAccountID",
      "SpendingAccount",
      "buyer",
      (one, id, buyer) =>
        done(
          "Payments.Create",
          { direction, orderID: id },
          { ID: "pay", Type: "SpendingAccount", SpendingAccountID: one },
          buyer,
        ),
      (id) => shown("Payments.Get", { ...incoming(id), paymentID: "pay" }),
    ),
    order(
      "Shipment",
      "FromAddressID",
      "Address",
      "seller",
      (one, id, buyer) => shippedFrom(id, buyer, { BuyerID: `${id}-B`, FromAddressID: one }),
      ofShipment,
    ),
    order(
      "Shipment",
      "ToAddressID",
      "Address",
      "buyer",
      (one, id, buyer) => shippedFrom(id, buyer, { BuyerID: `${id}-B`, ToAddressID: one }),
      ofShipment,
    ),
  ];
}
