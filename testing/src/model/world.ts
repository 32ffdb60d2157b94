import type { Product } from "@orderwell/contract";
import { TestClient } from "../client.ts";
import type { Lifetime } from "../marketplace.ts";
import { addUser, addUserGroup, callerFor, newCaller, newVisitor } from "../people.ts";
import { priceBreak, type Shop, shop } from "../shop.ts";

/** Amounts of the model are whole cents. */
export type Cents = number;

export interface ProductFacts {
  /** Prices of a unit from a quantity on, the smallest quantity first. */
  readonly breaks: readonly (readonly [from: number, price: Cents])[];
  /** Lines of the product count together. */
  readonly cumulative: boolean;
  /** Units there are at the start; null where nobody counts them. */
  readonly stock: number | null;
  readonly canExceed: boolean;
  readonly supplier: boolean;
  readonly returnable: boolean;
}

const product = (breaks: ProductFacts["breaks"], facts: Partial<ProductFacts> = {}): ProductFacts => ({
  breaks,
  cumulative: false,
  stock: null,
  canExceed: false,
  supplier: false,
  returnable: false,
  ...facts,
});

const catalog = {
  bolt: product(
    [
      [1, 10_00],
      [5, 8_00],
    ],
    { stock: 25, returnable: true },
  ),
  gear: product([[1, 7_35]], { stock: 5, canExceed: true, returnable: true }),
  pump: product([[1, 99_99]], { stock: 14, supplier: true, returnable: true }),
  belt: product(
    [
      [1, 4_05],
      [6, 3_33],
    ],
    { cumulative: true, supplier: true },
  ),
};

export type ProductId = keyof typeof catalog;
export const products: Readonly<Record<ProductId, ProductFacts>> = catalog;
export const productIds = Object.keys(products) as ProductId[];

/** What a promotion sees of an order. */
export interface Basket {
  readonly subtotal: Cents;
  readonly total: Cents;
  readonly lines: readonly BasketLine[];
}

export interface BasketLine {
  readonly id: string;
  readonly product: ProductId;
  readonly quantity: number;
  readonly subtotal: Cents;
  /** Less what promotions took off before. */
  readonly total: Cents;
}

export interface PromotionRule {
  readonly priority: number | null;
  readonly combines: boolean;
  readonly automatic: boolean;
  readonly limit: number | null;
  readonly limitPerUser: number | null;
  /** What it takes off the order, or off a line of it; undefined where it is not eligible. */
  readonly onOrder?: (basket: Basket) => Cents | undefined;
  readonly onLine?: (line: BasketLine, basket: Basket) => Cents | undefined;
  /** The same in the language that the server is told it in. */
  readonly eligible: string;
  readonly value: string;
}

/** Part of an amount, half away from zero. */
export const percent = (amount: Cents, rate: number): Cents => Math.floor((amount * rate + 50) / 100);

const offers = {
  TENOFF: {
    priority: 1,
    combines: true,
    automatic: false,
    limit: 4,
    limitPerUser: null,
    eligible: "order.Subtotal >= 40",
    value: "order.Subtotal * 0.1",
    onOrder: ({ subtotal }) => (subtotal >= 40_00 ? percent(subtotal, 10) : undefined),
  },
  BOLTS: {
    priority: 2,
    combines: true,
    automatic: true,
    limit: null,
    limitPerUser: null,
    eligible: "item.ProductID = 'bolt'",
    value: "item.Quantity * 0.75",
    onLine: ({ product: id, quantity }) => (id === "bolt" ? quantity * 75 : undefined),
  },
  LAST: {
    priority: null,
    combines: true,
    automatic: false,
    limit: null,
    limitPerUser: 1,
    eligible: "order.Total > 10",
    value: "order.Total * 0.05",
    onOrder: ({ total }) => (total > 10_00 ? percent(total, 5) : undefined),
  },
  ALONE: {
    priority: 5,
    combines: false,
    automatic: false,
    limit: 6,
    limitPerUser: null,
    eligible: "true",
    value: "15",
    onOrder: () => 15_00,
  },
} satisfies Record<string, PromotionRule>;

export type PromotionCode = keyof typeof offers;
export const promotions: Readonly<Record<PromotionCode, PromotionRule>> = offers;
export const promotionCodes = Object.keys(promotions) as PromotionCode[];

/** Rules of the buyer: the second asks once the first was answered. */
export const approvalRules = {
  large: { group: "managers", expression: "order.Total > 150", above: 150_00, after: null },
  huge: {
    group: "finance",
    expression: "order.Total > 400 and order.approved('large')",
    above: 400_00,
    after: "large",
  },
} as const;

export type RuleId = keyof typeof approvalRules;
export type GroupId = (typeof approvalRules)[RuleId]["group"];
export const ruleIds = Object.keys(approvalRules) as RuleId[];

export const accounts = {
  budget: { balance: 400_00, allowExceed: false },
  credit: { balance: 50_00, allowExceed: true },
} as const;

export type AccountId = keyof typeof accounts;
export const accountIds = Object.keys(accounts) as AccountId[];

/** People who act: who they belong to, what they may do, and whose approving groups they are in. */
export const people = {
  seller: { company: "seller", admin: true, groups: [] },
  supplier: { company: "supplier", admin: true, groups: [] },
  ann: { company: "buyer", admin: false, groups: [] },
  bob: { company: "buyer", admin: false, groups: [] },
  mia: { company: "buyer", admin: true, groups: ["managers"] },
  fin: { company: "buyer", admin: false, groups: ["managers", "finance"] },
} as const satisfies Record<
  string,
  { company: "seller" | "supplier" | "buyer"; admin: boolean; groups: readonly GroupId[] }
>;

export type Person = keyof typeof people;
export const shoppers = ["ann", "bob", "mia", "fin"] as const satisfies readonly Person[];
export type Shopper = (typeof shoppers)[number];

/** A marketplace as every sequence of operations finds it. */
export interface World {
  readonly shop: Shop;
  /** The client of a person; of the second process, where there is one and the turn is its. */
  as(person: Person, turn?: number): TestClient;
  /** A visitor without an account, whose order has this ID. */
  visitor(orderId: string): Promise<TestClient>;
}

/** @param otherUrl address of a second process that serves the same marketplaces. */
export async function newWorld(t: Pick<Lifetime, "name">, otherUrl?: string): Promise<World> {
  const own = await shop(t);
  const { seller } = own;
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Supplier", Active: true, AllBuyersCanOrder: true } });
  for (const id of productIds) await addProduct(own, id);
  await Promise.all([...promotionCodes.map((code) => addPromotion(seller, code)), addAccounts(seller)]);
  const clients = await addPeople(own);
  for (const id of ruleIds) {
    const { group, expression } = approvalRules[id];
    const body = { ID: id, Name: id, ApprovingGroupID: group, RuleExpression: expression };
    await seller.ok("ApprovalRules.Create", { path: { buyerID: "acme" }, body });
  }
  const elsewhere = (client: TestClient) => (otherUrl === undefined ? client : new TestClient(otherUrl, client.token));
  return {
    shop: own,
    as: (person, turn = 0) => (turn % 2 === 0 ? clients[person] : elsewhere(clients[person])),
    visitor: (orderId) => newVisitor(own, "acme", orderId),
  };
}

const dollars = (cents: Cents): string => (cents / 100).toFixed(2);

async function addProduct(own: Shop, id: ProductId): Promise<void> {
  const { breaks, cumulative, stock, canExceed, supplier, returnable } = products[id];
  const inventory: Product["Inventory"] = {
    Enabled: true,
    QuantityAvailable: stock,
    NotificationPoint: null,
    VariantLevelTracking: false,
    OrderCanExceed: canExceed,
    LastUpdated: null,
  };
  await own.product(
    id,
    {
      Returnable: returnable,
      ...(stock !== null && { Inventory: inventory }),
      ...(supplier && { DefaultSupplierID: "sup" }),
    },
    { PriceBreaks: breaks.map(([from, price]) => priceBreak(from, dollars(price))), UseCumulativeQuantity: cumulative },
  );
}

async function addPromotion(seller: TestClient, code: PromotionCode): Promise<void> {
  const { priority, combines, automatic, limit, limitPerUser, eligible, value, ...rule } = promotions[code];
  await seller.accepted("Promotions.Create", {
    body: {
      ID: code.toLowerCase(),
      Code: code,
      Name: code,
      LineItemLevel: rule.onLine !== undefined,
      EligibleExpression: eligible,
      ValueExpression: value,
      Priority: priority,
      CanCombine: combines,
      AutoApply: automatic,
      AllowAllBuyers: true,
      RedemptionLimit: limit,
      RedemptionLimitPerUser: limitPerUser,
      Active: true,
    },
  });
}

async function addAccounts(seller: TestClient): Promise<void> {
  const path = { buyerID: "acme" };
  for (const id of accountIds) {
    const { balance, allowExceed } = accounts[id];
    const body = { ID: id, Name: id, Balance: balance / 100, AllowAsPaymentMethod: true };
    await seller.accepted("SpendingAccounts.Create", { path, body });
    await seller.ok("SpendingAccounts.SaveAssignment", {
      path,
      body: { SpendingAccountID: id, AllowExceed: allowExceed },
    });
  }
}

async function addPeople(own: Shop): Promise<Readonly<Record<Person, TestClient>>> {
  const buyer = { buyer: "acme" };
  const members: Record<GroupId, number[]> = { managers: [], finance: [] };
  const clients: Partial<Record<Person, TestClient>> = {
    seller: own.seller,
    supplier: await newCaller(own, { supplier: "sup" }, ["OrderAdmin", "ShipmentAdmin"]),
  };
  for (const name of shoppers) {
    const user = await addUser(own, buyer, name);
    for (const group of people[name].groups) members[group].push(user.key);
    const roles = people[name].admin ? ["Shopper", "OrderAdmin"] : ["Shopper"];
    clients[name] = await callerFor(own, buyer, user, { roles });
  }
  await Promise.all(Object.entries(members).map(([group, keys]) => addUserGroup(own, buyer, group, keys)));
  return clients as Record<Person, TestClient>;
}
