import { randomBytes } from "node:crypto";
import { sql } from "@orderwell/server/testing";
import { TestClient } from "./client.ts";
import { inMarketplace, type TestMarketplace } from "./marketplace.ts";
import { testServer } from "./server.ts";

/** Whose somebody is: a buyer's, a supplier's, or the marketplace's own. */
export interface Company {
  readonly buyer?: string;
  readonly supplier?: string;
}

/** Puts an active user into a company that is there; his username is unique. */
export async function addUser(
  own: TestMarketplace,
  company: Company,
  id: string,
): Promise<{ key: number; username: string }> {
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
  const usrtype = company.buyer !== undefined ? "buyer" : company.supplier !== undefined ? "supplier" : "admin";
  const { tokens } = (await testServer()).app;
  const token = await tokens.issue(
    {
      usr: user.username,
      ...(clientId && { cid: clientId }),
      u: String(user.key),
      usrtype,
      roles,
      mid: own.id,
      cver: 0,
    },
    600,
  );
  return new TestClient(own.baseUrl, token);
}
