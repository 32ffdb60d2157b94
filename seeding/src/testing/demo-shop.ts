import { randomBytes } from "node:crypto";
import { type Answer, portalAccount, TestClient, testServer } from "@orderwell/testing";
import { demoAccounts, seedDemo } from "../demo.ts";

interface Granted {
  readonly access_token?: string;
  readonly Errors?: readonly [{ readonly ErrorCode: string }];
}

export type Shopper = (method: string, path: string, body?: unknown) => Promise<Answer>;

/** The demo in a marketplace of its own, and everybody whom its README names, signed in when asked for. */
export const demo = (async () => {
  const { baseUrl } = await testServer();
  const marketplaceId = `demo-${randomBytes(6).toString("hex")}`;
  const report = await seedDemo({ baseUrl, portal: portalAccount, marketplaceId });
  const withToken = (token: string): Shopper => {
    const client = new TestClient(baseUrl, token);
    return (method, path, body) => client.raw(method, `/v1/${path}`, body);
  };
  const signIn = async (form: Record<string, string>): Promise<Shopper> => {
    const reply = await fetch(`${baseUrl}/oauth/token`, { method: "POST", body: new URLSearchParams(form) });
    const { access_token } = (await reply.json()) as { access_token: string };
    return withToken(access_token);
  };
  const clientOf = (name: string) => report.apiClients.find(({ appName }) => appName === name)?.newId ?? "";
  return {
    baseUrl,
    report,
    clientOf,
    withToken,
    /** Roles that somebody of the demo gets through a client, or the code they are refused with. */
    async rolesOf(name: string, client: string): Promise<string[] | string> {
      const { username = "", password = "" } = demoAccounts.find((account) => account.username === name) ?? {};
      const form = new URLSearchParams({ grant_type: "password", client_id: client, username, password });
      const reply = await fetch(`${baseUrl}/oauth/token`, { method: "POST", body: form });
      const { access_token = "", Errors } = (await reply.json()) as Granted;
      if (Errors !== undefined) return Errors[0].ErrorCode;
      return JSON.parse(Buffer.from(access_token.split(".")[1] ?? "", "base64url").toString()).role;
    },
    visitor: () => signIn({ grant_type: "client_credentials", client_id: clientOf("Storefront") }),
    as(name: string) {
      const account = demoAccounts.find(({ username }) => username === name);
      if (account === undefined) throw new Error(`The demo knows no ${name}`);
      const { username, password, apiClient } = account;
      return signIn({ grant_type: "password", client_id: clientOf(apiClient), username, password });
    },
  };
})();

/** Unit price and subtotal of a new line in the shopper's cart, or the code it is refused with. */
export async function pays(shopper: Shopper, ProductID: string, Quantity = 1, options: Record<string, string> = {}) {
  const Specs = Object.entries(options).map(([SpecID, OptionID]) => ({ SpecID, OptionID }));
  const { status, body } = await shopper("POST", "cart/lineitems", { ProductID, Quantity, Specs });
  if (status !== 201) return body.Errors[0].ErrorCode;
  await shopper("DELETE", `cart/lineitems/${body.ID}`);
  return `${body.UnitPrice} ${body.LineSubtotal}`;
}

export const ids = async (shopper: Shopper, path: string): Promise<string[]> =>
  (await shopper("GET", `${path}${path.includes("?") ? "&" : "?"}pageSize=100`)).body.Items.map(
    ({ ID }: { ID: string }) => ID,
  );
