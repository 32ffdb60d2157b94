import { TestClient } from "../../client.ts";
import type { Lifetime } from "../../marketplace.ts";
import { addUser, addUserGroup, callerFor, newCaller, newVisitor } from "../../people.ts";
import { type Shop, shop } from "../../shop.ts";
import { addClient } from "../../tokens.ts";
import { type PromotionCode, promotionCodes, promotions } from "./offers.ts";
import {
  accountIds,
  accounts,
  approvalRules,
  clerks,
  type Person,
  people,
  type Rule,
  returnRules,
  shoppers,
} from "./people.ts";
import { served } from "./service.ts";
import { fillShelves } from "./shelves.ts";

/** A marketplace as every sequence of operations finds it. */
export interface World {
  readonly shop: Shop;
  /** The client of a person; of the second process, where there is one and the turn is its. */
  as(person: Person, turn?: number): TestClient;
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
  ]);
  const clients = await addPeople(own, await addService(own, service));
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
  const elsewhere = (client: TestClient) => (otherUrl === undefined ? client : new TestClient(otherUrl, client.token));
  return {
    shop: own,
    as: (person, turn = 0) => (turn % 2 === 0 ? clients[person] : elsewhere(clients[person])),
    visitor: (orderId) => newVisitor(own, "acme", orderId),
  };
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
      const { admin, groups } = people[name];
      const user = await addUser(own, company, name);
      for (const group of groups) members.set(group, [...(members.get(group) ?? []), user.key]);
      const roles = !("buyer" in company) ? ["FullAccess"] : admin ? ["Shopper", "OrderAdmin"] : ["Shopper"];
      clients[name] = await callerFor(own, company, user, { roles, ...(name === served && { cid: servedBy }) });
    }
    await Promise.all([...members].map(([group, keys]) => addUserGroup(own, company, group, keys)));
  }
  return clients as Record<Person, TestClient>;
}
