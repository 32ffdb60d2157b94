import type { ApiClient, ApiRole, PasswordConfig } from "@orderwell/contract";
import type { TestMarketplace } from "./marketplace.ts";

/** Answer of the token endpoint to a form. */
export async function requestToken(
  own: TestMarketplace,
  form: Readonly<Record<string, string>>,
  // biome-ignore lint/suspicious/noExplicitAny: tests read whatever came back
): Promise<{ readonly status: number; readonly body: any }> {
  const response = await fetch(`${own.baseUrl}/oauth/token`, { method: "POST", body: new URLSearchParams(form) });
  return { status: response.status, body: await response.json() };
}

const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());

/** The roles that a token carries. */
export function rolesOf(token: string): readonly string[] {
  const { role } = claimsOf(token);
  return role === undefined ? [] : [role].flat();
}

/** Base URL of the server that issued a token: of what is delivered, any of those that test files have on one database. */
export const issuerOf = (token: string): string => claimsOf(token).iss;

/** Makes a security profile and assigns it; without a user or group, to everybody of the company. */
export async function grant(
  { seller }: TestMarketplace,
  holder: {
    readonly BuyerID?: string;
    readonly SupplierID?: string;
    readonly UserGroupID?: string;
    readonly UserID?: string;
  },
  profile: {
    readonly Roles?: readonly ApiRole[];
    readonly CustomRoles?: readonly string[];
    readonly PasswordConfig?: Partial<PasswordConfig>;
  },
): Promise<void> {
  const { ID } = await seller.accepted("SecurityProfiles.Create", { body: { Name: "Test", ...profile } });
  await seller.ok("SecurityProfiles.SaveAssignment", { body: { SecurityProfileID: ID, ...holder } });
}

/** Makes an API client, open to everybody unless told otherwise, and returns its ID. */
export async function addClient({ seller }: TestMarketplace, options: Partial<ApiClient> = {}): Promise<string> {
  const open = { Active: true, AllowAnyBuyer: true, AllowAnySupplier: true, AllowSeller: true };
  const body = { AppName: "Test", AccessTokenDuration: 60, ...open, ...options };
  return (await seller.ok("ApiClients.Create", { body })).ID;
}
