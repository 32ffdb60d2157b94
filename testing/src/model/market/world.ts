import type { ApiRole } from "@orderwell/contract";
import { makeOrdersOfSubscriptions } from "@orderwell/server/testing";
import { type Answer, TestClient } from "../../client.ts";
import type { Lifetime } from "../../marketplace.ts";
import { addUser, addUserGroup, callerFor, newCaller, newVisitor } from "../../people.ts";
import { testServer } from "../../server.ts";
import { type Shop, shop } from "../../shop.ts";
import { addClient } from "../../tokens.ts";
import { type PromotionCode, promotionCodes, promotions } from "./offers.ts";
import {
  accountIds,
  accounts,
  approvalRules,
  clerks,
  isShopper,
  type Person,
  people,
  type Rule,
  returnRules,
  type Shopper,
  shoppers,
  subscribers,
  subscriptionAdmins,
} from "./people.ts";
import { addPlaces } from "./places.ts";
import { served } from "./service.ts";
import { fillShelves } from "./shelves.ts";
import { subscriptionIds } from "./state.ts";
import type { MadeOrders } from "./subscriptions.ts";

/** A marketplace as every sequence of operations finds it. */
export interface World {
  readonly shop: Shop;
  /** The client of a person; of the second process, where there is one and the turn is its. */
  as(person: Person, turn?: number): TestClient;
  /** Does the hourly job of subscriptions, and tells what it has made. @param again what failed is tried again. */
  makeOrders(again: boolean): Promise<Answer>;
  /** Whoever has this token. */
  through(token: string, turn?: number): TestClient;
  /** A visitor without an account, whose order has this ID. */
  visitor(orderId: string): Promise<TestClient>;
}

/**
 * @param service address of `serve`.
 * @param otherUrl address of a second process that serves the same marketplaces.
 */
export async function newWorld(t: Pick<Lifetime, "name">, service: string, otherUrl?: string): Promise<World> {
  const own = await shop(t);
  const { seller } = own;
  await seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Supplier", Active: true, AllBuyersCanOrder: true } });
  await Promise.all([
    fillShelves(own),
    ...promotionCodes.map((code) => addPromotion(seller, code)),
    addAccounts(seller),
    addPlaces(seller),
  ]);
  const clientId = await addService(own, service);
  const clients = await addPeople(own, clientId);
  await makeSubscriptionsActive(own);
  const impersonations = await impersonate(own, clients.dan, clientId);
  const bodyOf = ([id, { group, expression }]: readonly [string, Rule]) => ({
    ID: id,
    Name: id,
    ApprovingGroupID: group,
    RuleExpression: expression,
  });
  for (const rule of Object.entries(approvalRules))
    await seller.ok("ApprovalRules.Create", { path: { buyerID: "acme" }, body: bodyOf(rule) });
  for (const rule of Object.entries(returnRules))
    await seller.ok("SellerApprovalRules.Create", { body: { ...bodyOf(rule), ApprovalType: "OrderReturn" } });
  const spread = (client: TestClient, turn: number) =>
    otherUrl === undefined || turn % 2 === 0 ? client : new TestClient(otherUrl, client.token);
  return {
    shop: own,
    as: (person, turn = 0) => {
      const impersonated = turn % 3 === 1 ? impersonations.get(person) : undefined;
      return spread(impersonated ?? clients[person], turn);
    },
    async makeOrders(again) {
      await makeOrdersOfSubscriptions((await testServer()).app, own.id, again);
      return { status: 200, headers: new Headers(), body: { orders: await ordersOfSubscriptions(own.seller) } };
    },
    through: (token, turn = 0) => spread(new TestClient(own.baseUrl, token), turn),
    visitor: (orderId) => newVisitor(own, "acme", orderId),
  };
}

async function ordersOfSubscriptions(seller: TestClient): Promise<MadeOrders["orders"]> {
  const path = { direction: "All" };
  const query = { IsSubmitted: false, SubscriptionID: subscriptionIds.join("|"), pageSize: 100 };
  const { Items } = await seller.ok("Orders.List", { path, query: query as never });
  const found = Items.map(async ({ ID, SubscriptionID }) => {
    const payments = await seller.send("Payments.List", { path: { ...path, orderID: ID ?? "" } });
    // Meanwhile others may have given it another ID, or deleted it.
    return payments.status === 404
      ? []
      : [{ id: ID ?? "", subscription: SubscriptionID ?? "", payment: String(payments.body.Items[0]?.ID ?? "") }];
  });
  return (await Promise.all(found)).flat();
}

/** Has subscriptions make orders, of which no service is told. */
async function makeSubscriptionsActive(own: Shop): Promise<void> {
  const { seller } = own;
  const body = { ID: "robot", Username: `robot-${own.id}`, FirstName: "Ro", LastName: "Bot", Email: "r@example.com" };
  const { Username } = await seller.ok("AdminUsers.Create", { body: { ...body, Active: true } });
  const ApiClientID = await addClient(own, { DefaultContextUserName: Username });
  await seller.accepted("SubscriptionIntegrations.Save", { body: { ApiClientID, HashKey: "key", Active: true } });
}

const among = (people: readonly Person[], person: Person): boolean => people.includes(person);

const rolesOf = (person: Shopper): ApiRole[] => [
  "Shopper",
  ...(people[person].admin ? (["OrderAdmin"] as const) : []),
  ...(among(subscribers, person) ? (["MeSubscriptionAdmin"] as const) : []),
  ...(among(subscriptionAdmins, person) ? (["SubscriptionAdmin"] as const) : []),
];

/** Tokens with which a clerk acts as each of the shoppers, with the same roles and through the same API client. */
async function impersonate(own: Shop, clerk: TestClient, servedBy: string): Promise<ReadonlyMap<Person, TestClient>> {
  const { seller } = own;
  const plain = await addClient(own);
  const tokens = shoppers.map(async (person) => {
    const ID = `as-${person}`;
    const ClientID = person === served ? servedBy : plain;
    const as = { BuyerID: "acme", UserID: person, SecurityProfileID: ID, ClientID };
    await seller.accepted("SecurityProfiles.Create", { body: { ID, Name: ID, Roles: rolesOf(person) } });
    await seller.ok("ImpersonationConfigs.Create", { body: { ID, ...as } });
    const path = { buyerID: "acme", userID: person };
    const token = await clerk.ok("Users.GetAccessToken", { path, body: { ClientID, Roles: [] } });
    return [person, new TestClient(own.baseUrl, String(token.access_token))] as const;
  });
  return new Map(await Promise.all(tokens));
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

/** @returns ID of the API client that the service takes part in the checkouts of. */
async function addService(own: Shop, service: string): Promise<string> {
  const event = { ID: "checkout", Name: "Checkout", EventType: "OrderCheckout", HashKey: "key" } as const;
  await own.seller.ok("IntegrationEvents.Create", { body: { ...event, CustomImplementationUrl: service } });
  return addClient(own, { OrderCheckoutIntegrationEventID: event.ID });
}

async function addPeople(own: Shop, servedBy: string): Promise<Readonly<Record<Person, TestClient>>> {
  const clients: Partial<Record<Person, TestClient>> = {
    seller: own.seller,
    supplier: await newCaller(own, { supplier: "sup" }, ["OrderAdmin", "ShipmentAdmin"]),
  };
  for (const [company, names] of [[{ buyer: "acme" }, shoppers] as const, [{}, clerks] as const]) {
    const members = new Map<string, number[]>();
    for (const name of names) {
      const { groups } = people[name];
      const user = await addUser(own, company, name);
      for (const group of groups) members.set(group, [...(members.get(group) ?? []), user.key]);
      const roles = isShopper(name) ? rolesOf(name) : ["FullAccess"];
      clients[name] = await callerFor(own, company, user, { roles, ...(name === served && { cid: servedBy }) });
    }
    await Promise.all([...members].map(([group, keys]) => addUserGroup(own, company, group, keys)));
  }
  return clients as Record<Person, TestClient>;
}
