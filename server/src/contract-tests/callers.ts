import { randomBytes } from "node:crypto";
import type { TestContext } from "node:test";
import type { CommerceRole, Operation } from "@orderwell/contract";
import { operations } from "@orderwell/contract";
import { marketplace, TestClient, type TestMarketplace, testServer } from "@orderwell/testing";
import type { Claims } from "../platform/access/tokens.ts";

/** Operations that a token opens. */
export const guarded: readonly Operation[] = Object.values(operations as Readonly<Record<string, Operation>>).filter(
  ({ access }) => access !== "open",
);

/** Operations that no token opens, and what does. */
export const open: readonly (readonly [operation: RegExp, reason: string])[] = [
  [/^Auth\./, "they hand out tokens, for passwords and clients' secrets"],
  [/^Certs\./, "anybody may check a token's signature"],
  [/^ForgottenCredentials\./, "whoever forgot his password has no token; a code that was sent to him counts"],
];

/** The operation's URL with made-up, well-formed parameters. */
export const someUrl = ({ path }: Operation): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => (name === "direction" ? "All" : "nothing"));

export interface UsersOfEachType {
  readonly marketplace: TestMarketplace;
  /** A token of this marketplace for a user of that type with exactly these roles. */
  as(type: CommerceRole, roles: readonly string[], claims?: Partial<Claims>): Promise<TestClient>;
}

/** A marketplace with one user of each type, and tokens for them with any roles. */
export async function usersOfEachType(t: TestContext): Promise<UsersOfEachType> {
  const server = await testServer();
  const own = await marketplace(t);
  const { services, tokens } = server.app;
  const users = await services.tenants.transaction(own.id, "write", async (db) => {
    const { sql } = await import("../platform/db/sql.ts");
    await db.run(
      sql`insert into buyer (marketplace_id, id, name, active, date_created) values (${own.id}, 'buyer', 'Buyer', true, now())`,
    );
    await db.run(
      sql`insert into supplier (marketplace_id, id, name, active, date_created) values (${own.id}, 'supplier', 'Supplier', true, now())`,
    );
    const result: Record<string, { key: number; username: string }> = {};
    for (const [type, buyer, supplier] of [
      ["Seller", null, null],
      ["Buyer", "buyer", null],
      ["Supplier", null, "supplier"],
    ]) {
      const username = `${type}-${randomBytes(4).toString("hex")}`;
      const row = await db.row<{ key: number }>(sql`
        insert into app_user (marketplace_id, buyer_id, supplier_id, id, username, first_name, last_name, email, active, date_created)
        values (${own.id}, ${buyer}, ${supplier}, ${username}, ${username}, 'Test', 'User', 'user@example.com', true, now()) returning key`);
      result[String(type)] = { key: Number(row?.key), username };
    }
    return result;
  });
  return {
    marketplace: own,
    async as(type, roles, claims = {}) {
      const user = users[type] as { key: number; username: string };
      const usrtype = type === "Seller" ? "admin" : type === "Buyer" ? "buyer" : "supplier";
      const token = await tokens.issue(
        { usr: user.username, u: String(user.key), usrtype, roles, mid: own.id, cver: 0, ...claims },
        600,
      );
      return new TestClient(own.baseUrl, token);
    },
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
