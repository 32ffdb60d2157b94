import { fileURLToPath } from "node:url";
import { connect, type Reply, type Request, refusalOf } from "./connection.ts";
import { makePastOrders } from "./past-orders.ts";
import type { Problem, SeedReport } from "./report.ts";
import { type SeedOptions, seed } from "./seed.ts";

/** Path of the demo marketplace's file. */
export const demoFile = fileURLToPath(new URL("../demo/demo.yml", import.meta.url));

/** Folder of the pictures that the demo's products name as `/demo/images/<file>.svg`. */
export const demoImagesFolder = fileURLToPath(new URL("../demo/images", import.meta.url));

export interface DemoAccount {
  readonly username: string;
  readonly password: string;
  /** Abilities of the account, in a few words. */
  readonly role: string;
  /** `AppName` of the API client to sign in with. */
  readonly apiClient: string;
}

const password = "Orderwell2026";
const storefront = "Storefront";

/** People who can sign in to the demo marketplace, as its file says. All of them share one password. */
export const demoAccounts: readonly DemoAccount[] = [
  { username: "sam.porter", password, role: "seller, everything", apiClient: "Back Office" },
  { username: "nina.holt", password, role: "seller, products and prices only", apiClient: "Back Office" },
  { username: "lena.fischer", password, role: "seller, orders for customers", apiClient: "Back Office" },
  { username: "mia.okafor", password, role: "web shop customer, member prices", apiClient: storefront },
  { username: "leo.marchetti", password, role: "web shop customer, list prices", apiClient: storefront },
  { username: "priya.raman", password, role: "buyer administrator of a company, Boston", apiClient: storefront },
  { username: "tom.becker", password, role: "company shopper, Boston, negotiated prices", apiClient: storefront },
  { username: "grace.lindqvist", password, role: "company shopper, Boston, Studio Reserve", apiClient: storefront },
  { username: "aoife.byrne", password, role: "company shopper, Dublin, short list in euros", apiClient: storefront },
  { username: "noor.haddad", password, role: "school, classroom catalog", apiClient: storefront },
  { username: "rosa.delgado", password, role: "supplier, lighting", apiClient: "Supplier Portal" },
  { username: "iris.fern", password, role: "supplier, plants", apiClient: "Supplier Portal" },
];

/** The first of the month that comes next. */
function nextMonth(): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)).toISOString();
}

/** Objects that shoppers keep for themselves: only they can make it, so no marketplace file holds it. */
const keepsakes: readonly { readonly username: string; readonly calls: readonly (readonly [string, object?])[] }[] = [
  {
    username: "grace.lindqvist",
    calls: [
      ["/me/productcollections/studio-refit", { Name: "Studio refit", AccessLevel: "Public" }],
      ["/me/productcollections/studio-refit/mainsail-drafting-table"],
      ["/me/productcollections/studio-refit/tern-sit-stand-desk"],
      ["/me/productcollections/studio-refit/nordhavn-task-chair"],
    ],
  },
  {
    username: "mia.okafor",
    calls: [
      ["/me/productcollections/wishes", { Name: "Wishes" }],
      ["/me/productcollections/wishes/anniversary-desk-lamp"],
      ["/me/productcollections/wishes/stoneware-mug"],
      ["/me/subscriptions/coffee", { Frequency: 1, Interval: "Months", NextOrderDate: nextMonth() }],
      ["/me/subscriptions/coffee/items/house-blend", { ProductID: "house-blend-coffee", Quantity: 2 }],
    ],
  },
];

/** Resource that a call is about, by the first word of its path; a sign-in is about collections, which shoppers sign in for. */
function resourceOf(path: string): string {
  if (path.startsWith("/me/subscriptions")) return "Subscriptions";
  return path.startsWith("/me/") || !path.startsWith("/") ? "ProductCollections" : "Orders";
}

/**
 * Loads the demo marketplace: its file first, then what its shoppers keep, then orders that its people have made. Like
 * `seed`, it completes what an interrupted run began.
 *
 * @throws SeedError if the portal refuses or the server cannot be reached.
 */
export async function seedDemo(options: Omit<SeedOptions, "file">): Promise<SeedReport> {
  const report = await seed({ ...options, file: demoFile });
  const send = connect(options);
  const problems: Problem[] = [];
  const note = async (id: string, request: Request): Promise<Reply> => {
    const reply = await send(request);
    if (reply.status >= 300) problems.push({ resource: resourceOf(id), id, status: reply.status, ...refusalOf(reply) });
    return reply;
  };
  const tokens = new Map<string, string | undefined>();
  const tokenOf = async (username: string): Promise<string | undefined> => {
    if (!tokens.has(username)) {
      const account = demoAccounts.find((one) => one.username === username);
      const client = report.apiClients.find(({ appName }) => appName === account?.apiClient)?.newId ?? "";
      const form = new URLSearchParams({ grant_type: "password", client_id: client, username, password });
      const { body } = await note(username, { method: "POST", path: "/oauth/token", body: form });
      tokens.set(username, typeof body?.access_token === "string" ? body.access_token : undefined);
    }
    return tokens.get(username);
  };
  for (const { username, calls } of keepsakes) {
    const token = await tokenOf(username);
    if (token === undefined) continue;
    for (const [path, record] of calls)
      await note(path, { method: "PUT", path: `/v1${path}`, token, ...(record && { body: record }) });
  }
  await makePastOrders(new Date(), async (username, request, mayFail) => {
    const token = await tokenOf(username);
    if (token === undefined) return undefined;
    return mayFail ? send({ ...request, token }) : note(request.path.replace(/^\/v1/, ""), { ...request, token });
  });
  return { ...report, problems: [...report.problems, ...problems] };
}
