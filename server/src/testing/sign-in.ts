import type { PasswordConfig } from "@orderwell/contract";
import type { TenantDb } from "../platform/db/session.ts";
import { sql } from "../platform/db/sql.ts";
import { type TestMarketplace, testServer } from "./harness.ts";

/** Works in a marketplace's rows, past the API. */
export const inMarketplace = async <Result>(
  { id }: TestMarketplace,
  work: (db: TenantDb) => Promise<Result>,
): Promise<Result> => (await testServer()).app.services.tenants.transaction(id, "write", work);

/** Whom a security profile is assigned to; without a user or group, everybody of the company. */
export interface Holder {
  readonly buyer?: string;
  readonly supplier?: string;
  readonly group?: string;
  readonly user?: string;
}

/** Makes a security profile and assigns it. */
export function grant(
  own: TestMarketplace,
  holder: Holder,
  profile: {
    readonly roles?: readonly string[];
    readonly customRoles?: readonly string[];
    readonly password?: Partial<PasswordConfig>;
  },
): Promise<void> {
  return inMarketplace(own, async (db) => {
    const id = crypto.randomUUID();
    await db.run(sql`
      insert into security_profile (marketplace_id, id, name, roles, custom_roles, password_config)
      values (${own.id}, ${id}, 'Test', ${JSON.stringify(profile.roles ?? [])},
        ${JSON.stringify(profile.customRoles ?? [])}, ${profile.password ? JSON.stringify(profile.password) : null})`);
    const company = sql`marketplace_id = ${own.id} and coalesce(buyer_id, '') = ${holder.buyer ?? ""}
      and coalesce(supplier_id, '') = ${holder.supplier ?? ""}`;
    await db.run(sql`
      insert into security_profile_assignment (marketplace_id, security_profile_id, buyer_id, supplier_id, group_key, user_key)
      values (${own.id}, ${id}, ${holder.buyer ?? null}, ${holder.supplier ?? null},
        (select key from user_group where ${company} and id = ${holder.group ?? null}),
        (select key from app_user where ${company} and id = ${holder.user ?? null}))`);
  });
}

export interface ClientOptions {
  readonly active?: boolean;
  readonly secret?: string;
  readonly minutes?: number;
  readonly refreshMinutes?: number;
  readonly anonymousMinutes?: number;
  /** Username of the user it acts as. */
  readonly contextUser?: string;
  readonly isAnonBuyer?: boolean;
  readonly allowAnyBuyer?: boolean;
  readonly allowAnySupplier?: boolean;
  readonly allowSeller?: boolean;
  readonly minimumRoles?: readonly string[];
  readonly maximumRoles?: readonly string[];
  /** Companies it is assigned to. */
  readonly buyers?: readonly string[];
}

/** Makes an API client, open to everybody unless told otherwise. */
export function addClient(own: TestMarketplace, options: ClientOptions = {}): Promise<string> {
  return inMarketplace(own, async (db) => {
    const id = crypto.randomUUID();
    const { allowAnyBuyer = true, allowAnySupplier = true, allowSeller = true } = options;
    await db.run(sql`
      insert into api_client (marketplace_id, id, app_name, active, client_secret, access_token_duration,
        refresh_token_duration, anonymous_token_duration, default_context_user_key, is_anon_buyer, allow_any_buyer,
        allow_any_supplier, allow_seller, minimum_required_roles, maximum_granted_roles)
      values (${own.id}, ${id}, 'Test', ${options.active ?? true}, ${options.secret ?? null}, ${options.minutes ?? 60},
        ${options.refreshMinutes ?? 0}, ${options.anonymousMinutes ?? 10_080},
        (select key from app_user where marketplace_id = ${own.id} and username = ${options.contextUser ?? null}),
        ${options.isAnonBuyer ?? false}, ${allowAnyBuyer}, ${allowAnySupplier}, ${allowSeller},
        ${JSON.stringify(options.minimumRoles ?? [])}, ${JSON.stringify(options.maximumRoles ?? [])})`);
    await db.run(sql`insert into client_directory (client_id, marketplace_id) values (${id}, ${own.id})`);
    for (const buyer of options.buyers ?? [])
      await db.run(
        sql`insert into api_client_assignment (marketplace_id, api_client_id, buyer_id) values (${own.id}, ${id}, ${buyer})`,
      );
    return id;
  });
}

/** What the token endpoint answers. */
export interface TokenAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever came back
  readonly body: any;
}

/** Posts a form to the token endpoint. */
export async function requestToken(form: Readonly<Record<string, string>>): Promise<TokenAnswer> {
  const { baseUrl } = await testServer();
  const response = await fetch(`${baseUrl}/oauth/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form),
  });
  return { status: response.status, body: await response.json() };
}
