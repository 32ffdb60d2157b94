import { randomUUID } from "node:crypto";
import { type CommerceRole, type Operation, operations } from "@orderwell/contract";
import { newCaller, newVisitor, TestClient, type TestMarketplace } from "@orderwell/testing";

/**
 * One object of every kind, all under one ID, so that whatever a path, a body or a query refers to is there. What the
 * platform names itself is in `generated`, by the property or parameter that refers to it.
 */
export interface Fixture {
  readonly id: string;
  readonly generated: Readonly<Record<string, string>>;
}

/** Caller on behalf of the one whose objects they are. */
export interface Callers {
  readonly seller: TestClient;
  readonly buyerUser: TestClient;
  /** Another user of the buyer, with a cart of their own. */
  readonly cartUser: TestClient;
  readonly supplierUser: TestClient;
  /** Somebody who has not signed in. */
  readonly visitor: TestClient;
}

/** The caller of an operation: the seller where they may call it, but buyers' users for what they own. */
export function callerOf(callers: Callers, { userTypes, path }: Operation): TestClient {
  if (path === "/v1/me/register") return callers.visitor;
  if (path.startsWith("/v1/cart")) return callers.cartUser;
  if (path.startsWith("/v1/orders") || userTypes?.includes("Seller") === false) return callers.buyerUser;
  return callers.seller;
}

/** The ID by which a parameter or property refers to an object of the fixture. */
export const referred = ({ id, generated }: Fixture, operation: Operation, name: string): string =>
  generated[`${operation.id}.${name}`] ?? generated[`${operation.id.split(".")[0]}.${name}`] ?? generated[name] ?? id;

/** The same references, to nothing at all: IDs of the same form that no marketplace has. */
export function unknownIds(fixture: Fixture, id: string): Fixture {
  const likeness = (value: string) => (/^[0-9a-f-]{36}$/.test(value) ? randomUUID() : `${id}${value.slice(id.length)}`);
  const generated = Object.entries(fixture.generated).map(([name, value]) => [name, likeness(value)]);
  return { id, generated: Object.fromEntries(generated) };
}

/** Text that only this fixture holds. */
export const secretOf = (id: string): string => `Kept by ${id}`;

const address = (id: string) => ({ ID: id, Street1: secretOf(id), City: "Leeds", Country: "GB" });
const person = (id: string, Username: string) => ({
  ID: id,
  Username,
  FirstName: secretOf(id),
  LastName: "User",
  Email: `${id}@example.com`,
  Active: true,
});

/** Users, groups and addresses of a company, or of the marketplace itself. */
async function people(seller: TestClient, id: string, type: CommerceRole): Promise<void> {
  const names = {
    Seller: ["AdminUsers", "AdminUserGroups", "AdminAddresses"] as const,
    Buyer: ["Users", "UserGroups", "Addresses"] as const,
    Supplier: ["SupplierUsers", "SupplierUserGroups", "SupplierAddresses"] as const,
  };
  const [users, groups, addresses] = names[type];
  const path = { buyerID: id, supplierID: id };
  // The shortest name belongs to the buyer's user: it is theirs that API clients refer to.
  await seller.accepted(`${users}.Create`, { path, body: person(id, type === "Buyer" ? id : `${id}-${type}`) });
  await seller.accepted(`${groups}.Create`, { path, body: { ID: id, Name: secretOf(id) } });
  await seller.accepted(`${groups}.SaveUserAssignment`, { path, body: { UserGroupID: id, UserID: id } });
  await seller.accepted(`${addresses}.Create`, { path, body: address(id) });
}

/** A buyer and all that is its own; without a catalog it gets one of the same ID. */
export async function buyerFixture(seller: TestClient, id: string, catalogId: string | null = null): Promise<void> {
  const path = { buyerID: id };
  const body = { ID: id, Name: secretOf(id), Active: true, DefaultCatalogID: catalogId };
  await seller.ok("Buyers.Create", { body });
  await people(seller, id, "Buyer");
  await seller.ok("CostCenters.Create", { path, body: { ID: id, Name: secretOf(id) } });
  await seller.ok("CreditCards.Create", {
    path,
    body: { ID: id, PartialAccountNumber: "4242", CardType: secretOf(id) },
  });
  await seller.ok("SpendingAccounts.Create", { path, body: { ID: id, Name: secretOf(id), Balance: 100 } });
  const rule = { ID: id, Name: secretOf(id), ApprovingGroupID: id, RuleExpression: "order.Total > 1000000" };
  await seller.ok("ApprovalRules.Create", { path, body: rule });
  const group = { UserGroupID: id };
  await seller.ok("Addresses.SaveAssignment", {
    path,
    body: { AddressID: id, ...group, IsShipping: true, IsBilling: true },
  });
  await seller.ok("CostCenters.SaveAssignment", { path, body: { CostCenterID: id, ...group } });
  await seller.ok("CreditCards.SaveAssignment", { path, body: { CreditCardID: id, ...group } });
  await seller.ok("SpendingAccounts.SaveAssignment", {
    path,
    body: { SpendingAccountID: id, ...group, AllowExceed: true },
  });
}

/** A locale for a buyer, in the currency that `productFixture` prices in. */
export async function locale(owner: TestClient, id: string, buyerId: string, Language: string): Promise<void> {
  await owner.ok("Locales.Create", { body: { ID: id, Currency: "EUR", Language } });
  await owner.ok("Locales.SaveAssignment", { body: { LocaleID: id, BuyerID: buyerId } });
}

/** A promotion for a buyer; it belongs to whoever calls. */
export async function promotion(owner: TestClient, id: string, buyerId: string): Promise<void> {
  const rule = { EligibleExpression: "order.Subtotal > 1000000", ValueExpression: "1" };
  await owner.ok("Promotions.Create", { body: { ID: id, Code: id, Name: secretOf(id), ...rule } });
  await owner.ok("Promotions.SaveAssignment", { body: { PromotionID: id, BuyerID: buyerId } });
}

/** A supplier with its people. */
export async function supplierFixture(seller: TestClient, id: string): Promise<void> {
  await seller.ok("Suppliers.Create", { body: { ID: id, Name: secretOf(id), Active: true, AllBuyersCanOrder: true } });
  await people(seller, id, "Supplier");
}

/** Operations on inventory records of a product itself: another one, since the product of the fixture has them by variant. */
const recordsOfProduct = ["List", "Get", "Create", "Save", "Patch", "Delete"]
  .concat("ListAssignments", "SaveAssignment", "DeleteAssignment")
  .map((method) => `InventoryRecords.${method}.productID`);

/**
 * Makes what is sold, in the catalog of that ID, with stock at an address; it belongs to whoever calls.
 *
 * @returns IDs by the parameter that refers to them.
 */
export async function productFixture(owner: TestClient, id: string, AddressID = id): Promise<Record<string, string>> {
  const Name = secretOf(id);
  await owner.ok("PriceSchedules.Create", {
    body: { ID: id, Name, Currency: "EUR", PriceBreaks: [{ Quantity: 1, Price: 10 }] },
  });
  await owner.ok("Products.Create", { body: { ID: id, Name, Active: true, DefaultPriceScheduleID: id } });
  await owner.ok("Specs.Create", { body: { ID: id, Name, DefinesVariant: true, Required: true } });
  await owner.ok("Specs.CreateOption", { path: { specID: id }, body: { ID: id, Value: secretOf(id) } });
  await owner.ok("Specs.SaveProductAssignment", { body: { SpecID: id, ProductID: id } });
  await owner.ok("Products.GenerateVariants", { path: { productID: id } });
  const variants = await owner.ok("Products.ListVariants", { path: { productID: id } });
  const variantID = String(variants.Items[0]?.ID);
  await owner.ok("Products.PatchVariant", { path: { productID: id, variantID }, body: { ID: id, Name } });
  await owner.ok("Catalogs.SaveProductAssignment", { body: { CatalogID: id, ProductID: id } });
  await owner.ok("Categories.Create", { path: { catalogID: id }, body: { ID: id, Name, Active: true } });
  const inCategory = { CategoryID: id, ProductID: id };
  await owner.ok("Categories.SaveProductAssignment", { path: { catalogID: id }, body: inCategory });
  const stock = { Enabled: true, OrderCanExceed: true };
  const record = { ID: id, AddressID, OrderCanExceed: true, xp: { Note: Name } };
  const byVariant = { Inventory: { ...stock, VariantLevelTracking: true } };
  await owner.ok("Products.Patch", { path: { productID: id }, body: byVariant });
  await owner.ok("InventoryRecords.CreateVariant", { path: { productID: id, variantID: id }, body: record });
  const plain = `${id}-stock`;
  await owner.ok("Products.Create", {
    body: { ID: plain, Name, Active: true, DefaultPriceScheduleID: id, Inventory: stock },
  });
  await owner.ok("Catalogs.SaveProductAssignment", { body: { CatalogID: id, ProductID: plain } });
  await owner.ok("InventoryRecords.Create", { path: { productID: plain }, body: record });
  const bundleIds = await bundleFixture(owner, id, plain);
  return { ...Object.fromEntries(recordsOfProduct.map((parameter) => [parameter, plain])), ...bundleIds };
}

/** A bundle of a product, in the catalog and category of that ID; bundles and products have one space of IDs. */
async function bundleFixture(owner: TestClient, id: string, productId: string): Promise<Record<string, string>> {
  const bundle = `${id}-set`;
  await owner.ok("Bundles.Create", { body: { ID: bundle, Name: secretOf(id), Active: true } });
  const component = { BundleID: bundle, ProductID: productId, Required: true, DefaultQuantity: 1 };
  await owner.ok("Bundles.SaveProductAssignment", { body: component });
  await owner.ok("Catalogs.SaveBundleAssignment", { body: { CatalogID: id, BundleID: bundle } });
  const inCategory = { CategoryID: id, BundleID: bundle };
  await owner.ok("Categories.SaveBundleAssignment", { path: { catalogID: id }, body: inCategory });
  return {
    bundleID: bundle,
    BundleID: bundle,
    "Bundles.SaveProductAssignment.ProductID": productId,
    "Bundles.DeleteProductAssignment.productID": productId,
    "Bundles.ListProductAssignments.productID": productId,
    "BundleLineItems.Create.ProductID": productId,
    "Cart.CreateBundleItem.ProductID": productId,
    "BundleSubscriptionItems.Create.ProductID": productId,
    "Me.CreateSubscriptionBundleItem.ProductID": productId,
  };
}

/** Makes what only the marketplace's own users keep; a buyer and a supplier of that ID are there. */
export async function sellerFixture(seller: TestClient, id: string): Promise<Record<string, string>> {
  const Name = secretOf(id);
  await people(seller, id, "Seller");
  const products = await productFixture(seller, id);
  await seller.ok("BuyerGroups.Create", { body: { ID: id, Name } });
  await locale(seller, id, id, "nl-NL");
  await promotion(seller, id, id);
  await seller.ok("Discounts.Create", {
    body: { ID: id, Description: Name, DiscountBreaks: [{ Quantity: 1_000, Amount: 10 }], ProductID: id },
  });
  await seller.ok("Discounts.SaveAssignment", { body: { DiscountID: id, BuyerID: id } });
  await seller.ok("Incrementors.Create", { body: { ID: id, Name, LastNumber: 0, LeftPaddingCount: 4 } });
  await seller.ok("Synonyms.Create", { body: { ID: id, Terms: [Name, id] } });
  await seller.ok("SearchSettings.Save", { body: { TypoTolerance: true } });
  await seller.ok("ProductFacets.Create", { body: { ID: id, Name, XpPath: `Path.${id}` } });
  const rule = { ID: id, Name, ApprovalType: "Order", ApprovingGroupID: id, RuleExpression: "order.Total > 1000000" };
  await seller.accepted("SellerApprovalRules.Create", { body: rule });
  await seller.ok("XpIndices.Put", { body: { ThingType: "Order", Key: id } });
  const event = {
    ID: id,
    Name,
    EventType: "OpenIDConnect",
    CustomImplementationUrl: "https://example.com",
    HashKey: "key",
  };
  await seller.accepted("IntegrationEvents.Create", { body: event });
  const hook = {
    ID: id,
    Name,
    Url: "https://example.com/hook",
    HashKey: "key",
    BeforeProcessRequest: false,
    WebhookRoutes: [{ Route: "v1/buyers", Verb: "POST" }],
  };
  await seller.ok("Webhooks.Create", { body: hook });
  await seller.ok("MessageSenders.Create", {
    body: { ID: id, Name, MessageTypes: ["ForgottenPassword"], URL: "https://example.com", SharedKey: "key" },
  });
  const ofSender = { MessageSenderID: id, BuyerID: id };
  await seller.accepted("MessageSenders.SaveAssignment", { body: ofSender });
  await seller.accepted("MessageSenders.SaveCCListenerAssignment", {
    body: { MessageSenderAssignment: ofSender, MessageType: "ForgottenPassword", BuyerID: id, UserGroupID: id },
  });
  const open = { Active: true, AllowAnyBuyer: true, AllowAnySupplier: true, AllowSeller: true };
  const client = await seller.ok("ApiClients.Create", { body: { AppName: Name, AccessTokenDuration: 60, ...open } });
  await synchronizations(seller, id, client.ID);
  const DefaultContextUserName = `${id}-Seller`;
  const robot = await seller.ok("ApiClients.Create", {
    body: { AppName: Name, AccessTokenDuration: 60, ...open, DefaultContextUserName },
  });
  await seller.ok("SubscriptionIntegrations.Save", { body: { ApiClientID: robot.ID, HashKey: "key" } });
  await seller.ok("ApiClients.CreateSecret", { path: { apiClientID: client.ID }, body: { ID: id, Name } });
  await seller.ok("ApiClients.SaveAssignment", { body: { ApiClientID: client.ID, BuyerID: id } });
  await seller.ok("ApiClients.SaveAssignment", { body: { ApiClientID: client.ID, SupplierID: id } });
  await seller.ok("SecurityProfiles.Create", { body: { ID: id, Name, Roles: ["Shopper"] } });
  await seller.ok("SecurityProfiles.SaveAssignment", { body: { SecurityProfileID: id, BuyerID: id } });
  const config = { ID: id, ClientID: client.ID, SecurityProfileID: id, BuyerID: id, UserID: id };
  await seller.ok("ImpersonationConfigs.Create", { body: config });
  await seller.ok("OpenIdConnects.Create", {
    body: {
      ID: id,
      OrderCloudApiClientID: client.ID,
      ConnectClientID: "client",
      ConnectClientSecret: "secret",
      AppStartUrl: "https://example.com/{0}",
      AuthorizationEndpoint: "https://example.com/authorize",
      TokenEndpoint: "https://example.com/token",
      IntegrationEventID: id,
    },
  });
  await seller.ok("Products.SaveAssignment", { body: { ProductID: id, BuyerID: id, PriceScheduleID: id } });
  await seller.ok("Bundles.SaveAssignment", { body: { BundleID: products.BundleID ?? "", BuyerID: id } });
  await seller.ok("Products.SaveSupplier", { path: { productID: id, supplierID: id } });
  await seller.ok("Categories.SaveAssignment", {
    path: { catalogID: id },
    body: { CategoryID: id, BuyerID: id, Visible: true, ViewAllProducts: true },
  });
  const mayDraw = { InventoryRecordID: id, BuyerID: id };
  const ofVariant = { productID: id, variantID: id };
  await seller.ok("InventoryRecords.SaveVariantAssignment", { path: ofVariant, body: mayDraw });
  await seller.ok("InventoryRecords.SaveAssignment", { path: { productID: `${id}-stock` }, body: mayDraw });
  return {
    ...products,
    apiClientID: client.ID,
    ClientID: client.ID,
    ApiClientID: client.ID,
    OrderCloudApiClientID: client.ID,
    "SubscriptionIntegrations.ApiClientID": robot.ID,
  };
}

/** A delivery configuration, and everything that can be told of through it. */
async function synchronizations(seller: TestClient, id: string, clientId: string): Promise<void> {
  const Http = { Endpoint: "https://example.com/hook", Secret: "key" };
  await seller.accepted("DeliveryConfigurations.Create", {
    body: { ID: id, Name: secretOf(id), Enabled: true, DeliveryTargets: { Http } },
  });
  const body = { DeliveryConfigID: id, SyncEntityChanged: true, SyncEntityDeleted: true };
  for (const kind of Object.keys(operations).filter((one) => one.startsWith("EntitySynchronization.Save")))
    await seller.ok(kind as "EntitySynchronization.SaveBuyers", { body });
  const DeliveryConfigID = id;
  await seller.ok("InventoryIntegrations.Save", { body: { DeliveryConfigID } });
  await seller.ok("OrderSynchronization.Save", { body: { DeliveryConfigID } });
  await seller.ok("ErrorConfigs.Save", { body: { DeliveryConfigID } });
  const products = { DeliveryConfigID, SyncProductChanged: true, SyncProductDeleted: true };
  await seller.ok("ProductSynchronization.Save", { body: products });
  await seller.ok("TrackingEvents.Create", {
    body: { ID: id, Name: secretOf(id), EventType: "LineItemUpdated", ClientID: clientId, DeliveryConfigID },
  });
}

/** Makes what a buyer's user has: orders, what is theirs alone, and a shipment of what they ordered before. */
export async function shopperFixture(
  { seller, buyerUser, cartUser }: Pick<Callers, "seller" | "buyerUser" | "cartUser">,
  id: string,
  productId: string,
): Promise<Record<string, string>> {
  const outgoing = { direction: "Outgoing", orderID: id } as const;
  const line = { ProductID: productId, Quantity: 10, Specs: [{ SpecID: productId, OptionID: productId }] };
  await buyerUser.ok("Orders.Create", { path: outgoing, body: { ID: id, Comments: secretOf(id) } });
  await buyerUser.ok("LineItems.Create", { path: outgoing, body: { ID: id, ...line } });
  await buyerUser.ok("Payments.Create", { path: outgoing, body: { ID: id, Type: "PurchaseOrder", Amount: 1 } });
  const transaction = { ID: id, Type: "Authorization", DateExecuted: "2026-01-01T00:00:00Z" };
  await buyerUser.ok("Payments.CreateTransaction", { path: { ...outgoing, paymentID: id }, body: transaction });
  await cartUser.ok("Cart.CreateLineItem", { body: { ID: id, ...line } });
  const bundleID = `${productId}-set`;
  const bundle = await buyerUser.ok("BundleLineItems.Create", { path: { ...outgoing, bundleID } });
  const inCart = await cartUser.ok("Cart.CreateBundleItem", { path: { bundleID } });
  await cartUser.ok("Cart.CreatePayment", { body: { ID: id, Type: "PurchaseOrder", Amount: 1 } });
  await cartUser.ok("Cart.CreatePaymentTransaction", { path: { paymentID: id }, body: transaction });
  await buyerUser.ok("Me.CreateProductCollection", { body: { ID: id, Name: secretOf(id) } });
  const collection = { productCollectionID: id };
  await buyerUser.ok("Me.SaveProductCollectionEntry", { path: collection, body: { ProductID: productId } });
  const invitation = await buyerUser.ok("Me.CreateProductCollectionInvitation", {
    path: collection,
    body: { Name: secretOf(id) },
  });
  const guests = await buyerUser.ok("Me.CreateGroupOrderInvitation", {
    body: { OrderID: id, Name: secretOf(id), ExpirationDate: new Date(Date.now() + 30 * 86_400_000).toISOString() },
  });
  const { ID: _, ...street } = address(id);
  const home = await buyerUser.ok("Me.CreateAddress", { body: { ...street, Shipping: true, Billing: true } });
  const card = await buyerUser.ok("Me.CreateCreditCard", {
    body: { PartialAccountNumber: "4242", CardType: secretOf(id) },
  });
  const repeated = { Frequency: 1, Interval: "Months", NextOrderDate: "2031-01-01T00:00:00Z" } as const;
  await buyerUser.ok("Me.CreateSubscription", { body: { ID: id, ...repeated, xp: { Note: secretOf(id) } } });
  await buyerUser.ok("Me.CreateSubscriptionItem", { path: { subscriptionID: id }, body: { ID: id, ...line } });
  const inSubscription = { subscriptionID: id, bundleID };
  const repeatedBundle = await buyerUser.ok("Me.CreateSubscriptionBundleItem", { path: inSubscription });
  const [shipped, toShip] = [`${id}-shipped`, `${id}-to-ship`];
  for (const orderID of [shipped, toShip]) {
    await buyerUser.ok("Orders.Create", { path: outgoing, body: { ID: orderID } });
    await buyerUser.ok("LineItems.Create", { path: { ...outgoing, orderID }, body: { ID: id, ...line } });
    await buyerUser.ok("Orders.Submit", { path: { ...outgoing, orderID } });
  }
  // One waits for approval by everybody in the buyer's group.
  const asked = `${id}-asked`;
  const rule = { ID: asked, Name: secretOf(id), ApprovingGroupID: id, RuleExpression: "order.xp.Asks = true" };
  await seller.ok("ApprovalRules.Create", { path: { buyerID: id }, body: rule });
  const waiting = { ...outgoing, orderID: asked };
  await buyerUser.ok("Orders.Create", {
    path: outgoing,
    body: { ID: asked, Comments: secretOf(id), xp: { Asks: true } },
  });
  await buyerUser.ok("LineItems.Create", { path: waiting, body: { ID: id, ...line } });
  await buyerUser.ok("Orders.Submit", { path: waiting });
  await seller.ok("Shipments.Create", { body: { ID: id, BuyerID: id, Shipper: secretOf(id) } });
  const item = { OrderID: shipped, LineItemID: id, QuantityShipped: 1 };
  await seller.ok("Shipments.SaveItem", { path: { shipmentID: id }, body: item });
  const back = { OrderID: shipped, ItemsToReturn: [{ LineItemID: id, Quantity: 1 }] };
  await buyerUser.ok("OrderReturns.Create", { body: { ID: id, Comments: secretOf(id), ...back } });
  return {
    invitationID: invitation.ID,
    "BundleLineItems.bundleItemID": bundle.ID,
    "Cart.bundleItemID": inCart.ID,
    "GroupOrders.invitationID": guests.ID,
    "Me.DeleteGroupOrderInvitation.invitationID": guests.ID,
    "Me.GetGroupOrderInvitation.invitationID": guests.ID,
    "Me.PatchGroupOrderInvitation.invitationID": guests.ID,
    "Me.bundleItemID": repeatedBundle.ID,
    "BundleSubscriptionItems.bundleItemID": repeatedBundle.ID,
    "Me.addressID": home.ID,
    "Me.creditcardID": card.ID,
    "Shipments.orderID": shipped,
    "Shipments.OrderID": shipped,
    "OrderReturns.OrderID": shipped,
  };
}

/** An object of every kind in a marketplace, and its callers. */
export async function createFixture(
  own: TestMarketplace,
  id: string,
): Promise<Fixture & { readonly callers: Callers }> {
  const { seller } = own;
  await buyerFixture(seller, id);
  await supplierFixture(seller, id);
  const clients = await sellerFixture(seller, id);
  const visitor = await visitorsToken(own, id);
  const callers: Callers = {
    seller,
    buyerUser: await newCaller(own, { buyer: id }),
    cartUser: await newCaller(own, { buyer: id }),
    supplierUser: await newCaller(own, { supplier: id }),
    visitor: new TestClient(own.baseUrl, visitor),
  };
  const made = await shopperFixture(callers, id, id);
  return { id, generated: { ...clients, ...made, anonUserToken: visitor }, callers };
}

/** A token as an anonymous visitor of the buyer's shop has it. */
export const visitorsToken = async (own: TestMarketplace, id: string): Promise<string> =>
  (await newVisitor(own, id, `${id}-visit`, ["FullAccess"])).token;
