import type { TestContext } from "node:test";
import type { CommerceRole, Operation } from "@orderwell/contract";
import { operations } from "@orderwell/contract";
import { addUser, callerFor, marketplace, type TestClient, type TestMarketplace } from "@orderwell/testing";
import type { Claims } from "../platform/access/tokens.ts";

/** Operations that a token opens. */
export const guarded: readonly Operation[] = Object.values(operations as Readonly<Record<string, Operation>>).filter(
  ({ access }) => access !== "open",
);

/** Operations that no token opens, and what does. */
export const open: readonly (readonly [operation: RegExp, reason: string])[] = [
  [/^Auth\./, "they hand out tokens, for passwords and clients' secrets"],
  [/^Certs\./, "anybody may check a token's signature"],
  [/^ForgottenCredentials\./, "whoever forgot their password has no token; a code that was sent to them counts"],
];

/** Parameters of paths that choose among words, each with one of them. */
export const words: Readonly<Record<string, string>> = {
  direction: "Outgoing",
  synchronization: "Orders",
  thingType: "Order",
};

/** Roles that open an operation for one of the words of a parameter, and that word. */
const wordsOfRoles: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  EntitySyncConfigAdmin: { synchronization: "Buyers" },
  OrderSyncConfigAdmin: { synchronization: "Orders" },
  ProductSyncConfigAdmin: { synchronization: "Products" },
};

/** The operation's URL with made-up, well-formed parameters, such that this role opens it where it is told. */
export const someUrl = ({ path }: Operation, role = ""): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === "direction" ? "All" : (wordsOfRoles[role]?.[name] ?? words[name] ?? "nothing"),
  );

export interface UsersOfEachType {
  readonly marketplace: TestMarketplace;
  /** A token of this marketplace for a user of that type with exactly these roles. */
  as(type: CommerceRole, roles: readonly string[], claims?: Partial<Claims>): Promise<TestClient>;
}

/** A marketplace with one user of each type, and tokens for them with any roles. */
export async function usersOfEachType(t: TestContext): Promise<UsersOfEachType> {
  const own = await marketplace(t);
  await own.seller.ok("Buyers.Create", { body: { ID: "buyer", Name: "Buyer", Active: true } });
  await own.seller.ok("Suppliers.Create", { body: { ID: "supplier", Name: "Supplier", Active: true } });
  const companies = { Seller: {}, Buyer: { buyer: "buyer" }, Supplier: { supplier: "supplier" } };
  const users = {
    Seller: await addUser(own, companies.Seller, "seller"),
    Buyer: await addUser(own, companies.Buyer, "buyer"),
    Supplier: await addUser(own, companies.Supplier, "supplier"),
  };
  return {
    marketplace: own,
    as: (type, roles, claims = {}) => callerFor(own, companies[type], users[type], { roles, ...claims }),
  };
}

/** Runs work for many items a few at a time; these tests make thousands of requests. */
export async function each<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}
