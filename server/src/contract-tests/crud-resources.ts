import { type Field, type Model, models, type Operation, operations } from "@orderwell/contract";
import { newCaller, type Shop, type TestClient } from "@orderwell/testing";
import { implementations } from "../app.ts";
import { oneVariant } from "./makings.ts";

/** A resource whose objects are created at one path and live beneath it under their ID. */
export interface CrudResource {
  /** The operation that creates: names the resource in messages. */
  readonly create: Operation;
  readonly get: Operation;
  readonly list: Operation | undefined;
  readonly save: Operation | undefined;
  readonly patch: Operation | undefined;
  readonly remove: Operation | undefined;
  readonly model: Model;
  /** The body holds the ID, so clients choose it. */
  readonly choosesId: boolean;
}

const carriedOut = new Map(implementations().map((one) => [one.id as string, one]));

/** Every operation that this version carries out. */
export const implemented: readonly Operation[] = Object.values(operations).filter(({ id }) => carriedOut.has(id));

/** Properties that a list can be filtered by though its items do not show them. */
export const furtherFields = ({ id }: Operation): readonly string[] =>
  Object.keys(carriedOut.get(id)?.list?.fields ?? {});

/** Every such resource that this version carries out. */
const all: readonly CrudResource[] = implemented.flatMap((create) => {
  const model = (models as Readonly<Record<string, Model>>)[create.reply?.model ?? ""];
  if (create.method !== "POST" || create.status !== 201 || model?.fields.ID === undefined) return [];
  const at = (method: string) =>
    implemented.find(
      ({ path, method: own }) =>
        own === method && path.startsWith(`${create.path}/{`) && !path.slice(create.path.length + 1).includes("/"),
    );
  const get = at("GET");
  if (get === undefined) return [];
  return {
    create,
    get,
    list: implemented.find(({ path, method, list }) => method === "GET" && path === create.path && list !== undefined),
    save: at("PUT"),
    patch: at("PATCH"),
    remove: at("DELETE"),
    model,
    choosesId: !model.fields.ID.readOnly,
  };
});

/** Objects that paths and bodies of the tests refer to. */
const fixtureIds: Readonly<Record<string, string>> = {
  direction: "Outgoing",
  buyerID: "acme",
  supplierID: "partner",
  catalogID: "acme",
  productID: "sold",
  specID: "size",
  orderID: "order",
  priceScheduleID: "sold-price",
  productCollectionID: "wishes",
  subscriptionID: "repeated",
  variantID: "coat-l",
};

/** Records are a product's or its variants': the product that has them by variant. */
const byVariant: Readonly<Record<string, string>> = { ...fixtureIds, productID: "coat" };

/** The path with the fixture's own objects in it. */
export const fixturePath = (path: string): string => {
  const ids = path.includes("/variants/{variantID}/inventoryrecords") ? byVariant : fixtureIds;
  return path.replace(/\{(\w+)\}/g, (whole, name: string) => ids[name] ?? whole);
};

/** Surroundings of the tested resources, and their callers. */
export interface CrudFixture {
  /** The caller for an operation: the seller, or a buyer's user where only those may call. */
  caller(operation: Operation): TestClient;
}

/** Makes the objects of `fixtureIds` in a shop. */
export async function crudFixture(own: Shop): Promise<CrudFixture> {
  const { seller } = own;
  const buyerUser = await newCaller(own, { buyer: "acme" }, ["FullAccess"]);
  const cartUser = await newCaller(own, { buyer: "acme" }, ["FullAccess"]);
  await seller.ok("Suppliers.Create", { body: { ID: "partner", Name: "Partner", Active: true } });
  const stock = { Enabled: true, OrderCanExceed: true };
  await own.product("sold", { Inventory: stock } as never);
  await own.product("coat", { Inventory: { ...stock, VariantLevelTracking: true } } as never);
  await oneVariant(seller, "coat", "coat-l");
  await own.product("own");
  await seller.ok("Specs.Create", { body: { ID: "size", Name: "Size" } });
  await seller.ok("Incrementors.Create", { body: { ID: "count", Name: "Count", LastNumber: 0, LeftPaddingCount: 4 } });
  const depot = { ID: "depot", Street1: "1 Main St", City: "Leeds", Country: "GB" };
  await seller.ok("SupplierAddresses.Create", { path: { supplierID: "partner" }, body: depot });
  await seller.ok("AdminAddresses.Create", { body: { ...depot, ID: "hall" } });
  const outgoing = { direction: "Outgoing" } as const;
  await buyerUser.ok("Orders.Create", { path: outgoing, body: { ID: "order" } });
  const line = { ProductID: "own", Quantity: 100 };
  await buyerUser.ok("LineItems.Create", { path: { ...outgoing, orderID: "order" }, body: line });
  const returned = { ...outgoing, orderID: "returned" };
  await buyerUser.ok("Orders.Create", { path: outgoing, body: { ID: "returned" } });
  await buyerUser.ok("LineItems.Create", { path: returned, body: line });
  await buyerUser.ok("Orders.Submit", { path: returned });
  await cartUser.ok("Cart.CreateLineItem", { body: line });
  await buyerUser.ok("Me.CreateProductCollection", { body: { ID: "wishes", Name: "Wishes" } });
  const monthly = { Frequency: 1, Interval: "Months", NextOrderDate: "2031-01-01T00:00:00Z" } as const;
  await buyerUser.ok("Me.CreateSubscription", { body: { ID: "repeated", ...monthly } });
  await seller.ok("Users.Create", {
    path: { buyerID: "acme" },
    body: {
      ID: "subscriber",
      Username: `subscriber-${own.id}`,
      FirstName: "Sub",
      LastName: "Scriber",
      Email: "s@example.com",
      Active: true,
    },
  });
  return {
    caller({ userTypes, path }) {
      if (path.startsWith("/v1/cart")) return cartUser;
      return userTypes?.includes("Seller") === false || path.startsWith("/v1/orders") ? buyerUser : seller;
    },
  };
}

/**
 * Properties that only certain values fit, by model: references, and what its rules tie together. `undefined` leaves one
 * out of the tests.
 */
const fitting: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Address: { Country: "US", State: "MN", Zip: "55403" },
  BuyerAddress: { Country: "US", State: "MN", Zip: "55403" },
  Buyer: { DefaultCatalogID: "acme", GroupID: undefined },
  Catalog: { OwnerID: undefined },
  Category: { ParentID: undefined },
  CreditCard: { PartialAccountNumber: "4242" },
  BuyerCreditCard: { PartialAccountNumber: "4242" },
  DeliveryConfig: {
    DeliveryTargets: {
      ...Object.fromEntries(Object.keys(models.DeliveryTargets.fields).map((name) => [name, null])),
      SendEvent: { SiteID: "site", ServiceEndpoint: "https://example.com/" },
    },
  },
  Discount: { DiscountBreaks: [{ Quantity: 2, Amount: 12.5 }], ProductFilter: "xp.Color=Red" },
  IntegrationEvent: {
    EventType: "OrderCheckout",
    CustomImplementationUrl: "https://example.com/",
    HashKey: "key",
    CustomAuthHeaderName: "X-Auth",
  },
  InventoryRecord: { AddressID: "hall", OwnerID: undefined },
  LineItem: { ProductID: "own", Quantity: 2, Specs: undefined },
  Locale: { Currency: "CAD", OwnerID: undefined },
  OrderReturn: { OrderID: "returned", ItemsToReturn: undefined },
  Payment: { Type: "PurchaseOrder", Amount: 0.5 },
  PriceSchedule: { PriceBreaks: undefined, SaleStart: undefined, SaleEnd: undefined, Currency: undefined },
  Product: {
    DefaultPriceScheduleID: "sold-price",
    ShipFromAddressID: "depot",
    QuantityMultiplier: 1,
    AutoForward: undefined,
    IsParent: undefined,
    IsBundle: undefined,
    ParentID: undefined,
    OwnerID: undefined,
    DefaultSupplierID: "partner",
    Inventory: undefined,
  },
  ProductCollectionInvitation: { ExpirationDate: undefined },
  Promotion: {
    LineItemLevel: true,
    EligibleExpression: "item.Quantity > 100",
    ValueExpression: "item.Quantity + 100",
    ItemLimitPerOrder: undefined,
    ItemSortBy: "DateAdded",
    UseIntegration: undefined,
    GeneratedCodeCount: undefined,
    GeneratedCodeLength: undefined,
    GeneratedCodePrefix: undefined,
    OwnerID: undefined,
  },
  SecurityProfile: { PasswordConfig: undefined },
  Shipment: { BuyerID: "acme" },
  Spec: { AllowOpenText: false, DefaultOptionID: undefined, OwnerID: undefined },
  Subscription: { Interval: "Weeks", Payment: undefined },
  Synonym: { Terms: ["sofa", "couch"], OneWayTo: ["settee"] },
  Webhook: { Url: "https://example.com/", HashKey: "key", CustomAuthHeaderName: "X-Auth" },
  SpendingAccount: { StartDate: "2020-01-01T00:00:00Z", EndDate: "2040-01-01T00:00:00Z" },
};

/** For whom sellers make a subscription; buyers' users make their own. */
const subscriberOf = ({ create }: CrudResource): Readonly<Record<string, string>> =>
  create.resource === "Subscriptions" ? { FromCompanyID: "acme", FromUserID: "subscriber" } : {};

/** References that name no object of the fixture, or have rules of their own: left out. */
const isReference = (name: string): boolean => /.IDs?$/.test(name);

/** The smallest body that an object can be created from; `seed` tells objects apart where they must differ. */
export function smallestBody(resource: CrudResource, seed: string): Record<string, unknown> {
  const { create, model } = resource;
  const body: Record<string, unknown> = { ...subscriberOf(resource) };
  for (const name of create.body?.required ?? []) body[name] = sample(model, name, seed);
  if (model.name === "Payment") Object.assign(body, { Type: "PurchaseOrder", Amount: 0.5 });
  if (model.name === "Webhook") Object.assign(body, { Url: "https://example.com/", HashKey: "key" });
  if (model.name === "Locale") body.Language = seed;
  if (model.name === "Promotion") {
    const level = { LineItemLevel: true, EligibleExpression: "item.Quantity > 1", ValueExpression: "1" };
    Object.assign(body, level, { Code: `Code ${seed}`, QuantityLimitPerOrder: 1 });
  }
  if (model.name === "BuyerAddress") body.Shipping = true;
  if (model.name === "LineItem") body.Quantity = 1;
  if (/Address$/.test(model.name)) body.Country = "GB";
  return body;
}

/** A body that sets every property that can be set without further objects. */
export function fullestBody(resource: CrudResource, seed: string): Record<string, unknown> {
  const { model } = resource;
  const body: Record<string, unknown> = { ...subscriberOf(resource) };
  for (const [name, field] of Object.entries(model.fields)) {
    if (name === "ID" || field.readOnly || field.deprecated) continue;
    const value = sample(model, name, seed);
    if (value !== undefined) body[name] = value;
  }
  return body;
}

function sample(model: Model, name: string, seed: string): unknown {
  const own = fitting[model.name];
  if (own !== undefined && name in own) return own[name];
  const field = model.fields[name] as Field;
  if (name.endsWith("Expression")) return "order.Total > 100";
  if (name === "Username") return `user-${seed}`;
  if (name === "XpPath" || name === "Password") return name === "XpPath" ? `Path${seed}` : "Winter-Garden-2026";
  if (isReference(name) || name === "DefaultContextUserName") return undefined;
  switch (field.type) {
    case "string":
      return field.enum === undefined ? `${name} ${seed}`.slice(0, field.max ?? 100) : undefined;
    case "integer":
      return Math.min(Math.max(30, field.atLeast ?? 0), field.atMost ?? 30);
    case "decimal":
      return 12.25;
    case "boolean":
      return name !== "IsAnonBuyer";
    case "date":
      return "2031-06-04T22:35:36.380+02:00";
    case "object":
      return field.xp
        ? { Color: "Red", Deep: { List: [1, { Kept: null }], When: "2020-01-01T00:00:00.000Z" } }
        : undefined;
    default:
      return undefined;
  }
}

/**
 * The resources that are tested: those that stand beneath objects of the fixture and can be created without others.
 * A new one that needs more joins when `fixtureIds` and `fitting` know what.
 */
export const crudResources: readonly CrudResource[] = all.filter(
  ({ create, model }) =>
    !fixturePath(create.path).includes("{") &&
    (create.body?.required ?? []).every((name) => sample(model, name, "x") !== undefined),
);
