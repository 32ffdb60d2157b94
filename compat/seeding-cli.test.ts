import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { seedDemo } from "@orderwell/seeding";
import { operatedServer, portalAccount } from "@orderwell/testing";
import { type MarketplaceYaml, type Rows, readYaml, seedingCli } from "./seeding-cli.ts";

const simpleB2c = fileURLToPath(new URL("../seeding/fixtures/simple-b2c.yml", import.meta.url));
const demoFile = fileURLToPath(new URL("../seeding/demo/demo.yml", import.meta.url));
const newId = (name: string) => `${name}-${randomBytes(6).toString("hex")}`;

const MessageSenders = [
  {
    ID: "mail",
    Name: "Mail",
    MessageTypes: ["ForgottenPassword", "OrderSubmitted"],
    URL: "https://mail.example/{messagetype}",
    SharedKey: "shared",
    ElevatedRoles: ["OrderReader"],
    xp: { Templates: { ForgottenPassword: "forgotten" } },
    AllowAllBuyers: true,
  },
];

test("the official seeding CLI loads a marketplace file, downloads it, finds the download valid and loads it again", async (t) => {
  const { baseUrl } = await operatedServer();
  const cli = await seedingCli(t, baseUrl);
  const [first, second] = [newId("b2c"), newId("b2c")];
  const shop = await readYaml(simpleB2c);
  const given = { ...shop, Objects: { ...shop.Objects, MessageSenders } };
  await seeded(cli.seed(await cli.write(given), first), given);
  const downloaded = await cli.download(first);
  assert.deepEqual(lost(given, downloaded.content), []);
  assert.deepEqual(await cli.validate(downloaded.file), []);
  await seeded(cli.seed(downloaded.file, second), downloaded.content);
  assert.deepEqual(lasting((await cli.download(second)).content), lasting(downloaded.content));
});

test("the official seeding CLI downloads all that it knows of the demo marketplace", async (t) => {
  const { baseUrl } = await operatedServer();
  const marketplaceId = newId("demo");
  const { problems } = await seedDemo({ baseUrl, portal: portalAccount, marketplaceId });
  assert.deepEqual(problems, []);
  const cli = await seedingCli(t, baseUrl);
  const { file, content } = await cli.download(marketplaceId);
  const { BuyerGroups, ...Objects } = (await readYaml(demoFile)).Objects;
  const given = JSON.stringify({ Objects, Assignments: (await readYaml(demoFile)).Assignments }, (name, value) =>
    // The demo's orders took some of what there was.
    /^(Balance|QuantityAvailable)$/.test(name) ? undefined : value,
  );
  assert.deepEqual(lost(JSON.parse(given), content), []);
  // It looks for the group of a locale among the users.
  assert.deepEqual(await cli.validate(file), [
    'ERROR - Invalid reference LocaleAssignments.UserGroupID: no Users found with ID "dublin-office". within the BuyerID "larkfield"',
  ]);
});

/** The CLI says of every kind in the file that it created it. */
async function seeded(run: Promise<string[]>, file: MarketplaceYaml): Promise<void> {
  const lines = await run;
  assert.ok(
    lines.some((line) => line.startsWith("SUCCESS - Done! Seeded a new marketplace")),
    lines.join("\n"),
  );
  const kinds = Object.entries({ ...file.Objects, ...file.Assignments }).filter(([, rows]) => rows.length > 0);
  for (const [kind, rows] of kinds) assert.ok(lines.includes(`PROGRESS - Created ${rows.length} ${kind}.`), kind);
}

/** Made by the server: they differ from one marketplace to the next. */
const made =
  /^(DateCreated|LastActive|LastUpdated|PasswordLastSetDate|(Connect)?ClientSecret|Password|HashKey|SharedKey|.*ClientID)$/;

/** Losses between a file and the download of what was loaded from it, record by record. */
function lost(file: MarketplaceYaml, download: MarketplaceYaml): string[] {
  const found: string[] = [];
  const all = (content: MarketplaceYaml): Rows => ({ ...content.Objects, ...content.Assignments });
  const there = all(download);
  for (const [kind, rows] of Object.entries(all(file)))
    for (const row of rows) {
      const wanted = kind === "ApiClients" ? { ...row, ID: undefined } : row;
      if (!there[kind]?.some((candidate) => holds(candidate, wanted))) found.push(`${kind} ${JSON.stringify(row)}`);
    }
  return found;
}

function holds(value: unknown, wanted: unknown): boolean {
  if (wanted === null || wanted === undefined) return true;
  if (wanted instanceof Date) return holds(value, wanted.toISOString());
  if (typeof wanted !== "object") return value === wanted || sameInstant(value, wanted);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(wanted).every(([name, part]) => made.test(name) || holds((value as Rows)[name], part));
}

const sameInstant = (one: unknown, other: unknown): boolean =>
  typeof one === "string" && typeof other === "string" && Date.parse(one) === Date.parse(other);

/** A download without what the server makes, in an order that does not depend on it. */
const lasting = (content: MarketplaceYaml): unknown => {
  const text = JSON.stringify(content, (name, value) => (made.test(name) ? undefined : value));
  const { Objects, Assignments } = JSON.parse(text) as MarketplaceYaml;
  const clients = (Objects.ApiClients ?? []).map(({ ID: _, ...client }) => client);
  clients.sort((a, b) => (String(a.AppName) < String(b.AppName) ? -1 : 1));
  return { Objects: { ...Objects, ApiClients: clients }, Assignments };
};
