import pg from "pg";
import { skipChanges } from "./database.ts";
import { Connection } from "./load.ts";

/** A marketplace to measure, and who calls. */
export interface Fixture {
  readonly marketplaceId: string;
  readonly sellerToken: string;
  readonly buyerToken: string;
  readonly template: string;
  /** The API client of its shopper, whose username is `shopper`. */
  readonly clientId: string;
}

const password = "Bench-Shopper-2026";

/** Signs in at an address with the fields of a form. */
export async function tokenOf(url: string, fields: Record<string, string>): Promise<string> {
  const response = await fetch(url, { method: "POST", body: new URLSearchParams(fields) });
  if (!response.ok) throw new Error(`${url}: ${await response.text()}`);
  return ((await response.json()) as { access_token: string }).access_token;
}

/** A marketplace that `makeMarketplace` made in an earlier run; nothing where there is none. */
export async function findMarketplace(
  baseUrl: string,
  portal: { readonly username: string; readonly password: string },
  marketplaceId: string,
): Promise<Fixture | undefined> {
  const http = new Connection(baseUrl);
  try {
    const owner = await tokenOf(`${baseUrl}/portal/api/v1/oauth/token`, { grant_type: "password", ...portal });
    const path = `/portal/api/v1/organizations/${marketplaceId}/token`;
    const { status, text } = await http.send({ path, token: owner });
    if (status === 404) return undefined;
    if (status >= 400) throw new Error(`${path}: ${status} ${text}`);
    const { access_token: sellerToken } = JSON.parse(text) as { access_token: string };
    const found = await http.must({ path: "/v1/apiclients?AppName=Bench", token: sellerToken });
    const clientId = (JSON.parse(found.text) as { Items: { ID: string }[] }).Items[0]?.ID ?? "";
    const fields = { grant_type: "password", client_id: clientId, username: "shopper", password };
    const buyerToken = await tokenOf(`${baseUrl}/oauth/token`, fields);
    return { marketplaceId, sellerToken, buyerToken, template: "product-0", clientId };
  } finally {
    await http.close();
  }
}

/** Makes a marketplace with a buyer, a user who may shop, and one product that all others are copies of. */
export async function makeMarketplace(
  baseUrl: string,
  portal: { readonly username: string; readonly password: string },
  marketplaceId: string,
): Promise<Fixture> {
  const http = new Connection(baseUrl);
  const form = (path: string, fields: Record<string, string>) => tokenOf(baseUrl + path, fields);
  try {
    const owner = await form("/portal/api/v1/oauth/token", { grant_type: "password", ...portal });
    const organization = `/portal/api/v1/organizations/${marketplaceId}`;
    await http.must({
      method: "PUT",
      path: organization,
      token: owner,
      body: { Name: "Bench", Region: { Id: "usw" } },
    });
    const reply = await http.must({ path: `${organization}/token`, token: owner });
    const sellerToken = (JSON.parse(reply.text) as { access_token: string }).access_token;
    const post = async (path: string, body: unknown): Promise<Record<string, string>> => {
      const { text } = await http.must({ method: "POST", path: `/v1${path}`, token: sellerToken, body });
      return text === "" ? {} : (JSON.parse(text) as Record<string, string>);
    };
    await post("/buyers", { ID: "buyer", Name: "Buyer", Active: true });
    await post("/usergroups".replace("/", "/buyers/buyer/"), { ID: "group", Name: "Group" });
    await post("/buyers/buyer/users", {
      ID: "shopper",
      Username: "shopper",
      Password: password,
      FirstName: "Bench",
      LastName: "Shopper",
      Email: "shopper@example.com",
      Active: true,
    });
    await post("/buyers/buyer/usergroups/assignments", { UserGroupID: "group", UserID: "shopper" });
    await post("/securityprofiles", {
      ID: "shopper",
      Name: "Shopper",
      Roles: ["Shopper", "MeAddressAdmin", "MeAdmin"],
    });
    await post("/securityprofiles/assignments", { SecurityProfileID: "shopper", BuyerID: "buyer" });
    const client = await post("/apiclients", {
      AppName: "Bench",
      Active: true,
      AccessTokenDuration: 600,
      AllowAnyBuyer: true,
    });
    await post("/productfacets", { ID: "color", Name: "Color", XpPath: "Color" });
    await post("/productfacets", { ID: "size", Name: "Size", XpPath: "Size" });
    const template = "product-0";
    await post("/priceschedules", {
      ID: template,
      Name: "Product 0",
      PriceBreaks: [
        { Quantity: 1, Price: 12.5, SalePrice: 11 },
        { Quantity: 10, Price: 11.25 },
      ],
    });
    await post("/products", {
      ID: template,
      Name: "Product 0",
      Description: "A product among many, described at the usual length so that replies weigh what they weigh in life.",
      Active: true,
      DefaultPriceScheduleID: template,
      Inventory: { Enabled: true, QuantityAvailable: 1_000_000 },
      xp: { Color: "red", Size: 1, Images: [{ Url: "/images/0.svg" }], Brand: "Harbor", Tags: ["new", "office"] },
    });
    await post("/catalogs/productassignments", { CatalogID: "buyer", ProductID: template });
    const buyerToken = await form("/oauth/token", {
      grant_type: "password",
      client_id: client.ID ?? "",
      username: "shopper",
      password,
    });
    return { marketplaceId, sellerToken, buyerToken, template, clientId: client.ID ?? "" };
  } finally {
    await http.close();
  }
}

const colors = ["red", "green", "blue", "black", "white", "oak", "ash", "walnut"];

/** Copies the template until the marketplace holds so many products, each with a price schedule of its own. */
export async function multiplyProducts(databaseUrl: string, fixture: Fixture, products: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const id = "'product-' || n";
  const number = "'Product ' || lpad(n::text, 7, '0')";
  const copies = async (table: string, changed: Readonly<Record<string, string>>, key: string): Promise<void> => {
    const { rows } = await client.query<{ name: string }>(
      `select attname as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
      [table],
    );
    const columns = rows.map(({ name }) => name);
    await client.query(
      `insert into ${table} (${columns.join(", ")})
       select ${columns.map((name) => changed[name] ?? `t.${name}`).join(", ")}
       from ${table} t cross join generate_series((select count(*) from ${table} where marketplace_id = $1)::int, $2::int - 1) n
       where t.marketplace_id = $1 and t.${key} = $3`,
      [fixture.marketplaceId, products, fixture.template],
    );
  };
  try {
    await client.query("begin");
    await client.query(`set local app.marketplace = '${fixture.marketplaceId}'`);
    const { rows } = await client.query<{ classId: number; present: number }>(
      `select visibility_class_id as "classId", (select count(*)::int from product where marketplace_id = $1) as present
       from product where marketplace_id = $1 and id = $2`,
      [fixture.marketplaceId, fixture.template],
    );
    const { classId, present } = rows[0] as { classId: number; present: number };
    await copies("price_schedule", { id, name: number }, "id");
    const xp = `t.xp::jsonb || jsonb_build_object('Color', (array['${colors.join("','")}'])[1 + n % ${colors.length}], 'Size', n % 12)`;
    const description = "t.description || ' batch' || n / 20";
    await copies("product", { id, name: number, description, default_price_schedule_id: id, xp }, "id");
    await copies("catalog_product", { product_id: id }, "product_id");
    await client.query(
      `insert into visibility_class_count as c (marketplace_id, class_id, shard, products, changes) values ($1, $2, 0, $3, 1)
       on conflict (marketplace_id, class_id, shard)
       do update set products = c.products + excluded.products, changes = c.changes + 1`,
      [fixture.marketplaceId, classId, products - present],
    );
    await skipChanges(client, fixture.marketplaceId);
    await client.query("commit");
    await client.query("vacuum analyze product, price_schedule, catalog_product");
  } finally {
    await client.end();
  }
}
