import { TestClient } from "./client.ts";
import type { Shop } from "./shop.ts";

/** A shop's site, which lets people shop without an account: all of them as one user of the buyer `acme`. */
export interface Storefront {
  /** Somebody without an account, with a token as the token endpoint gives it. */
  visit(): Promise<TestClient>;
  /** The user whom visitors shop as, signed in with their password. */
  signIn(): Promise<TestClient>;
}

/** @param roles of the site's users. */
export async function storefront(own: Shop, roles: readonly string[] = ["Shopper"]): Promise<Storefront> {
  const { seller } = own;
  const path = { buyerID: "acme" };
  const Username = `guest-${own.id}`;
  const Password = "Test-Guest-2026";
  await seller.ok("Users.Create", {
    path,
    body: { Username, Password, FirstName: "A", LastName: "Guest", Email: "guest@example.com", Active: true },
  });
  await seller.ok("SecurityProfiles.Create", { body: { ID: "site", Name: "Site", Roles: roles as never } });
  await seller.ok("SecurityProfiles.SaveAssignment", { body: { SecurityProfileID: "site", BuyerID: path.buyerID } });
  const client = async (settings: object): Promise<string> => {
    const body = { AppName: "Site", Active: true, AllowAnyBuyer: true, AccessTokenDuration: 600, ...settings };
    return (await seller.ok("ApiClients.Create", { body })).ID ?? "";
  };
  const site = await client({ IsAnonBuyer: true, DefaultContextUserName: Username });
  const account = await client({});
  const grant = async (fields: Record<string, string>): Promise<TestClient> => {
    const body = new URLSearchParams({ scope: roles.join(" "), ...fields });
    const response = await fetch(`${own.baseUrl}/oauth/token`, { method: "POST", body });
    return new TestClient(own.baseUrl, ((await response.json()) as { access_token: string }).access_token);
  };
  return {
    visit: () => grant({ grant_type: "client_credentials", client_id: site }),
    signIn: () => grant({ grant_type: "password", client_id: account, username: Username, password: Password }),
  };
}
