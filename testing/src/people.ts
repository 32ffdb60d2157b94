import { randomBytes } from "node:crypto";
import { type Claims, sql } from "@orderwell/server/testing";
import { TestClient } from "./client.ts";
import { inMarketplace, type TestMarketplace } from "./marketplace.ts";
import { serverAt } from "./server.ts";

/** Company that somebody belongs to: a buyer's, a supplier's, or the marketplace's own. */
export interface Company {
  readonly buyer?: string;
  readonly supplier?: string;
}

export interface TestUser {
  /** Number that the server knows the user by. */
  readonly key: number;
  readonly username: string;
}

/** Puts an active user into a company that is there; the username is unique. */
export async function addUser(own: TestMarketplace, company: Company, id: string): Promise<TestUser> {
  const username = `${id}-${randomBytes(4).toString("hex")}`;
  const row = await inMarketplace<{ key: number } | undefined>(own, (db) =>
    db.row(sql`
      insert into app_user (marketplace_id, buyer_id, supplier_id, id, username, first_name, last_name, email, active, date_created)
      values (${own.id}, ${company.buyer ?? null}, ${company.supplier ?? null}, ${id}, ${username}, 'Test', 'User',
        'user@example.com', true, now()) returning key`),
  );
  return { key: Number(row?.key), username };
}

/** Puts a user group with these members into a company. */
export async function addUserGroup(
  own: TestMarketplace,
  company: Company,
  id: string,
  members: readonly number[] = [],
): Promise<number> {
  return inMarketplace(own, async (db) => {
    const row = await db.row<{ key: number }>(sql`
      insert into user_group (marketplace_id, buyer_id, supplier_id, id, name)
      values (${own.id}, ${company.buyer ?? null}, ${company.supplier ?? null}, ${id}, ${id}) returning key`);
    const key = Number(row?.key);
    for (const user of members)
      await db.run(
        sql`insert into user_group_member (marketplace_id, group_key, user_key) values (${own.id}, ${key}, ${user})`,
      );
    return key;
  });
}

/** A new user of a company, calling with exactly these roles, through an API client if one is given. */
export async function newCaller(
  own: TestMarketplace,
  company: Company,
  roles: readonly string[] = ["FullAccess"],
  clientId?: string,
): Promise<TestClient> {
  const user = await addUser(own, company, `caller-${randomBytes(4).toString("hex")}`);
  return callerFor(own, company, user, { roles, ...(clientId && { cid: clientId }) });
}

/**
 * Somebody without an account, calling as a new user of a buyer would, through an API client if one is given: their order
 * will have this ID.
 */
export async function newVisitor(
  own: TestMarketplace,
  buyer: string,
  orderId: string,
  roles: readonly string[] = ["Shopper"],
  clientId?: string,
): Promise<TestClient> {
  const { u: tu, ...user } = claimsOf(own, { buyer }, await addUser(own, { buyer }, `guest-${orderId}`));
  return new TestClient(
    own.baseUrl,
    await issue(own, { ...user, tu, roles, orderid: orderId, ...(clientId && { cid: clientId }) }),
  );
}

/** A user who is there, calling with a token that holds the usual claims, or others. */
export const callerFor = async (
  own: TestMarketplace,
  company: Company,
  user: TestUser,
  claims: Partial<Claims> = {},
): Promise<TestClient> => new TestClient(own.baseUrl, await issue(own, { ...claimsOf(own, company, user), ...claims }));

const claimsOf = (own: TestMarketplace, { buyer, supplier }: Company, { username, key }: TestUser) => ({
  usr: username,
  u: String(key),
  usrtype:
    buyer !== undefined ? ("buyer" as const) : supplier !== undefined ? ("supplier" as const) : ("admin" as const),
  roles: ["FullAccess"],
  mid: own.id,
  cver: 0,
});

/** No profile gives these users their roles, so the token says that something else does. */
const issue = async (own: TestMarketplace, claims: Claims): Promise<string> =>
  (await serverAt(own)).app.tokens.issue({ ...claims, elv: claims.roles }, 600);
