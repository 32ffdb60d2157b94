import { randomBytes } from "node:crypto";
import type { TestContext } from "node:test";
import type { CommerceRole } from "@orderwell/contract";
import type { TenantDb } from "../platform/db/session.ts";
import { sql } from "../platform/db/sql.ts";
import { TestClient } from "./client.ts";
import { marketplace, type TestMarketplace, testServer } from "./harness.ts";

interface ProductOptions {
  readonly ownerId?: string;
  readonly parentId?: string;
  readonly isParent?: boolean;
  readonly isBundle?: boolean;
}

/** A marketplace, and rows that tests of catalogs need without going through the operations that make them. */
export interface CatalogFixture extends TestMarketplace {
  /** One transaction of the marketplace. */
  db<Result>(work: (db: TenantDb) => Promise<Result>): Promise<Result>;
  product(id: string, options?: ProductOptions): Promise<void>;
  supplier(id: string): Promise<void>;
  group(buyerId: string, id: string): Promise<void>;
  /** A token of a new user of that company. */
  as(type: CommerceRole, companyId: string, roles?: readonly string[]): Promise<TestClient>;
}

export async function catalogFixture(t: TestContext): Promise<CatalogFixture> {
  const { services, tokens } = (await testServer()).app;
  const own = await marketplace(t);
  const db: CatalogFixture["db"] = (work) => services.tenants.transaction(own.id, "write", work);
  return {
    ...own,
    db,
    async product(id, { ownerId = own.id, parentId, isParent = false, isBundle = false } = {}) {
      await db((tenant) =>
        tenant.run(sql`insert into product
          (marketplace_id, id, owner_id, name, active, parent_id, is_parent, is_bundle, date_created, visibility_class_id)
          values (${own.id}, ${id}, ${ownerId}, ${id}, true, ${parentId ?? null}, ${isParent}, ${isBundle}, now(), 0)`),
      );
    },
    async supplier(id) {
      await db((tenant) =>
        tenant.run(sql`insert into supplier (marketplace_id, id, name, active, date_created)
          values (${own.id}, ${id}, ${id}, true, now())`),
      );
    },
    async group(buyerId, id) {
      await db((tenant) =>
        tenant.run(
          sql`insert into user_group (marketplace_id, buyer_id, id, name) values (${own.id}, ${buyerId}, ${id}, ${id})`,
        ),
      );
    },
    async as(type, companyId, roles = ["FullAccess"]) {
      const username = `${type}-${randomBytes(6).toString("hex")}`;
      const buyer = type === "Buyer" ? companyId : null;
      const supplier = type === "Supplier" ? companyId : null;
      const user = await db((tenant) =>
        tenant.row<{ key: number }>(sql`insert into app_user
          (marketplace_id, buyer_id, supplier_id, id, username, first_name, last_name, email, active, date_created)
          values (${own.id}, ${buyer}, ${supplier}, ${username}, ${username}, 'Test', 'User', 'test@example.com', true, now())
          returning key`),
      );
      const usrtype = type === "Seller" ? "admin" : type === "Buyer" ? "buyer" : "supplier";
      const token = await tokens.issue(
        { usr: username, u: String(user?.key), usrtype, roles, mid: own.id, cver: 0 },
        600,
      );
      return new TestClient(own.baseUrl, token);
    },
  };
}
