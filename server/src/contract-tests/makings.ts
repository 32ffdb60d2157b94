import type { ModelName, OperationId } from "@orderwell/contract";
import type { Answer, TestClient } from "@orderwell/testing";

export type Body = Readonly<Record<string, unknown>>;
export type Path = Readonly<Record<string, string>>;

/** Place where an object is made: under which parents, and whose company it belongs to. */
export interface Making {
  readonly id: string;
  readonly path: Path;
  readonly company: "seller" | "buyer" | "supplier";
}

/** Way in which an object of a model is made and removed; companies' own by the company. */
export interface Kind {
  readonly resource: string | Readonly<Record<Making["company"], string>>;
  readonly param: string;
  readonly of?: string;
  body(id: string): Body;
}

const companies = (seller: string, buyer: string, supplier: string) => ({ seller, buyer, supplier });
const named = (id: string): Body => ({ ID: id, Name: id });
const street = { Street1: "1 Main St", City: "Leeds", Country: "GB" };

export const kinds: Readonly<Partial<Record<ModelName, Kind>>> = {
  Address: {
    resource: companies("AdminAddresses", "Addresses", "SupplierAddresses"),
    param: "addressID",
    body: (ID) => ({ ID, ...street }),
  },
  ApiClient: {
    resource: "ApiClients",
    param: "apiClientID",
    body: (AppName) => ({ AppName, Active: true, AccessTokenDuration: 60 }),
  },
  Bundle: { resource: "Bundles", param: "bundleID", body: (ID) => ({ ...named(ID), Active: true }) },
  Buyer: { resource: "Buyers", param: "buyerID", body: (ID) => ({ ...named(ID), Active: true }) },
  BuyerGroup: { resource: "BuyerGroups", param: "buyerGroupID", body: named },
  Catalog: { resource: "Catalogs", param: "catalogID", body: (ID) => ({ ...named(ID), Active: true }) },
  Category: { resource: "Categories", param: "categoryID", of: "catalogID", body: named },
  CostCenter: { resource: "CostCenters", param: "costCenterID", of: "buyerID", body: named },
  CreditCard: {
    resource: "CreditCards",
    param: "creditCardID",
    of: "buyerID",
    body: (ID) => ({ ID, Token: "t", PartialAccountNumber: "1111", CardType: "Visa" }),
  },
  Discount: {
    resource: "Discounts",
    param: "discountID",
    body: (ID) => ({ ID, DiscountBreaks: [{ Quantity: 1, Amount: 10 }] }),
  },
  IntegrationEvent: {
    resource: "IntegrationEvents",
    param: "integrationEventID",
    body: (ID) => ({
      ...named(ID),
      EventType: "OrderCheckout",
      CustomImplementationUrl: "https://example.com/",
      HashKey: "key",
    }),
  },
  Locale: {
    resource: "Locales",
    param: "localeID",
    // One locale for a language and a currency: each made for a deletion has another.
    body: (ID) => ({ ID, Currency: "EUR", Language: `en-${letters(ID)}` }),
  },
  MessageSender: {
    resource: "MessageSenders",
    param: "messageSenderID",
    body: (ID) => ({
      ...named(ID),
      MessageTypes: ["ForgottenPassword"],
      URL: "https://example.com/{messagetype}",
      SharedKey: "key",
    }),
  },
  PriceSchedule: {
    resource: "PriceSchedules",
    param: "priceScheduleID",
    body: (ID) => ({ ...named(ID), PriceBreaks: [{ Quantity: 1, Price: 2 }] }),
  },
  Product: { resource: "Products", param: "productID", body: (ID) => ({ ...named(ID), Active: true }) },
  Promotion: {
    resource: "Promotions",
    param: "promotionID",
    body: (ID) => ({ ...named(ID), Code: ID, EligibleExpression: "true", ValueExpression: "1" }),
  },
  SecurityProfile: {
    resource: "SecurityProfiles",
    param: "securityProfileID",
    body: (ID) => ({ ...named(ID), Roles: ["Shopper"] }),
  },
  Spec: { resource: "Specs", param: "specID", body: (ID) => ({ ...named(ID), AllowOpenText: true }) },
  SpendingAccount: {
    resource: "SpendingAccounts",
    param: "spendingAccountID",
    of: "buyerID",
    body: (ID) => ({
      ...named(ID),
      Balance: 100,
      AllowAsPaymentMethod: true,
      StartDate: "2020-01-01T00:00:00Z",
      EndDate: "2040-01-01T00:00:00Z",
    }),
  },
  Supplier: { resource: "Suppliers", param: "supplierID", body: (ID) => ({ ...named(ID), Active: true }) },
  User: {
    resource: companies("AdminUsers", "Users", "SupplierUsers"),
    param: "userID",
    body: (ID) => ({ ID, Username: ID, FirstName: "F", LastName: "L", Email: "u@example.com", Active: true }),
  },
  UserGroup: {
    resource: companies("AdminUserGroups", "UserGroups", "SupplierUserGroups"),
    param: "userGroupID",
    body: named,
  },
};

const letters = (id: string): string => {
  const number = [...id].reduce((sum, one) => (sum * 31 + one.charCodeAt(0)) % 17_576, 7);
  return String.fromCharCode(65 + (number % 26), 65 + (Math.floor(number / 26) % 26));
};

const parents: Readonly<Record<string, ModelName>> = {
  buyerID: "Buyer",
  catalogID: "Catalog",
  productID: "Product",
  supplierID: "Supplier",
};

export function whereOf(kind: Kind, where: Making): { readonly resource: string; readonly path: Path } {
  if (typeof kind.resource === "string")
    return { resource: kind.resource, path: kind.of === undefined ? {} : { [kind.of]: parentOf(kind.of, where) } };
  const of = { seller: undefined, buyer: "buyerID", supplier: "supplierID" }[where.company];
  return { resource: kind.resource[where.company], path: of === undefined ? {} : { [of]: parentOf(of, where) } };
}

/** The parent that the path names; elsewhere the assignment's own company. */
const parentOf = (param: string, { id, path }: Making): string =>
  path[param] ?? `${id}-${param.replace(/^./, (letter) => letter.toUpperCase())}`;

/** Tells whether objects of a model are made here. */
export const isMade = (model: ModelName): boolean => kinds[model] !== undefined;

/** Makes an object, and the parents of it that are not there yet; gives its ID. */
export async function made(
  seller: TestClient,
  model: ModelName,
  id: string,
  where: Making,
  more: Body = {},
): Promise<{ readonly id: string }> {
  const kind = kinds[model];
  if (kind === undefined) throw new Error(`No object of ${model} is made`);
  const { resource, path } = whereOf(kind, where);
  for (const [param, parent] of Object.entries(path))
    await madeOnce(seller, parents[param] as ModelName, parent, where);
  const get = await seller.send(`${resource}.Get` as OperationId, { path: { ...path, [kind.param]: id } });
  if (get.status === 200 && model !== "ApiClient") return { id };
  const reply = await seller.send(`${resource}.Create` as OperationId, { path, body: { ...kind.body(id), ...more } });
  if (reply.status !== 201) throw new Error(`${model} ${id}: ${JSON.stringify(reply.body)}`);
  return { id: reply.body.ID };
}

async function madeOnce(seller: TestClient, model: ModelName, id: string, where: Making): Promise<void> {
  await made(seller, model, id, { ...where, path: {} });
}

/** Suppositions of certain assignments; what they name that no object of is made here is added to the body. */
export async function prepare(
  seller: TestClient,
  model: ModelName,
  body: Record<string, unknown>,
  { path }: Making,
): Promise<void> {
  if (model === "InventoryRecordAssignment") body.InventoryRecordID = await recordOf(seller, path);
  if (model === "BundleAssignment")
    await seller.send("Catalogs.SaveBundleAssignment", { body: { CatalogID: body.BuyerID, BundleID: body.BundleID } });
  if (model === "BundleProductAssignment") body.Required = true;
  if (model === "CategoryAssignment")
    await seller.send("Catalogs.SaveAssignment", {
      body: { CatalogID: path.catalogID, BuyerID: body.BuyerID, ViewAllCategories: true },
    });
  if (model === "MessageCCListenerAssignment") {
    await madeOnce(seller, "MessageSender", "copied", { id: "copied", company: "seller", path: {} });
    body.MessageSenderAssignment = { MessageSenderID: "copied" };
    body.MessageType = "ForgottenPassword";
    await seller.send("MessageSenders.SaveAssignment", { body: { MessageSenderID: "copied" } });
  }
  if (model === "ProductAssignment")
    await seller.send("Catalogs.SaveProductAssignment", {
      body: { CatalogID: body.BuyerID, ProductID: body.ProductID },
    });
}

/** Makes an inventory record of a new product, or of a variant of one. */
async function recordOf(seller: TestClient, { productID = "", variantID }: Path): Promise<string> {
  const Inventory = { Enabled: true, VariantLevelTracking: variantID !== undefined };
  await seller.accepted("AdminAddresses.Create", { body: { ID: productID, ...street } });
  await seller.accepted("Products.Create", { body: { ...named(productID), Inventory } });
  const body = { ID: productID, AddressID: productID };
  if (variantID === undefined) {
    await seller.accepted("InventoryRecords.Create", { path: { productID }, body });
    return productID;
  }
  await oneVariant(seller, productID, variantID);
  await seller.accepted("InventoryRecords.CreateVariant", { path: { productID, variantID }, body });
  return productID;
}

/** Gives a product a variant, by a spec of the product's ID. */
export async function oneVariant(seller: TestClient, productID: string, variantID: string): Promise<void> {
  const path = { productID, specID: productID };
  await seller.accepted("Specs.Create", { body: { ...named(productID), Required: true, DefinesVariant: true } });
  await seller.accepted("Specs.CreateOption", { path, body: { ID: "one", Value: "one" } });
  await seller.accepted("Specs.SaveProductAssignment", { body: { SpecID: productID, ProductID: productID } });
  await seller.accepted("Products.GenerateVariants", { path });
  const at = { ...path, variantID: `${productID}-one` };
  await seller.accepted("Products.PatchVariant", { path: at, body: { ID: variantID } });
}

/** Deletes an object that was made. */
export function removeOf(seller: TestClient, model: ModelName, id: string, where: Making): Promise<Answer> {
  const kind = kinds[model] as Kind;
  const { resource, path } = whereOf(kind, where);
  return seller.send(`${resource}.Delete` as OperationId, { path: { ...path, [kind.param]: id } });
}

/** Deletes what an object names, or gives it another ID where its IDs can change. */
export interface Target {
  remove(): Promise<Answer>;
  rename?(to: string): Promise<Answer>;
}

/** An object of that ID as what others name. */
export function namedObject(seller: TestClient, model: ModelName, id: string, where: Making): Target {
  const kind = kinds[model] as Kind;
  const { resource, path } = whereOf(kind, where);
  return {
    remove: () => removeOf(seller, model, id, where),
    ...(model !== "ApiClient" && {
      rename: (ID: string) =>
        seller.send(`${resource}.Patch` as OperationId, { path: { ...path, [kind.param]: id }, body: { ID } }),
    }),
  };
}

/** An option of a spec, by the spec's ID. */
export const optionOf = (seller: TestClient, specID: string): Target => ({
  remove: () => seller.send("Specs.DeleteOption", { path: { specID, optionID: "red" } }),
  rename: (ID) => seller.send("Specs.PatchOption", { path: { specID, optionID: "red" }, body: { ID } }),
});
