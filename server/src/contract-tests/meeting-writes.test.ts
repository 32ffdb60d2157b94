import assert from "node:assert/strict";
import { before, test } from "node:test";
import { type Operation, operations } from "@orderwell/contract";
import { type Answer, marketplace, newCaller, type Shop, shop, type TestClient } from "@orderwell/testing";
import {
  type CrudFixture,
  crudFixture,
  crudResources,
  fixturePath,
  implemented,
  smallestBody,
} from "./crud-resources.ts";
import { callerOf, createFixture } from "./fixtures.ts";
import { modelNamed, requestWith } from "./references.ts";

/** An object that PUT makes or replaces, and that nothing has made yet. */
interface Case {
  readonly save: Operation;
  readonly client: TestClient;
  readonly url: string;
  readonly body: unknown;
  /** Where it is deleted, if not where it is put. */
  readonly removeAt?: string;
  /** Where it is shown, if it is by itself. */
  readonly shown?: boolean;
}

let own: Shop;
let fixture: CrudFixture;
before(async () => {
  own = await shop({ name: "Writes that meet" });
  fixture = await crudFixture(own);
  const { seller } = own;
  await seller.ok("UserGroups.Create", { path: { buyerID: "acme" }, body: { ID: "approvers", Name: "Approvers" } });
  await seller.ok("AdminUserGroups.Create", { body: { ID: "approvers", Name: "Approvers" } });
  await seller.ok("SecurityProfiles.Create", { body: { ID: "profile", Name: "Profile", Roles: ["Shopper"] } });
  const Http = { Endpoint: "https://example.com/", Secret: "key" };
  await seller.accepted("DeliveryConfigurations.Create", {
    body: { ID: "target", Name: "Target", Enabled: true, DeliveryTargets: { Http } },
  });
  newcomer = await newCaller(own, { buyer: "acme" }, ["FullAccess"]);
  clientId = (await seller.ok("ApiClients.Create", { body: { AppName: "App", Active: true, AccessTokenDuration: 60 } }))
    .ID;
  const robot = { Username: `robot-${own.id}`, FirstName: "Ro", LastName: "Bot", Email: "r@example.com", Active: true };
  await seller.ok("AdminUsers.Create", { body: robot });
  robotId = (
    await seller.ok("ApiClients.Create", {
      body: { AppName: "Robot", Active: true, AccessTokenDuration: 60, DefaultContextUserName: robot.Username },
    })
  ).ID;
});
let clientId: string;
/** An API client with a default user. */
let robotId: string;
/** Somebody without a cart. */
let newcomer: TestClient;

/** The configuration of everything that a marketplace has one of. */
function synchronizations() {
  const saves = implemented.filter(({ id }) =>
    /^(EntitySynchronization|ErrorConfigs|InventoryIntegrations|OrderSynchronization|ProductSynchronization)\.Save/.test(
      id,
    ),
  );
  const flags = {
    SyncEntityChanged: true,
    SyncEntityDeleted: true,
    SyncProductChanged: true,
    SyncProductDeleted: true,
  };
  const body = { DeliveryConfigID: "target", ...flags };
  return Object.fromEntries(saves.map(({ id, path }) => [id, () => ({ url: path, body })]));
}

/** PUTs that make or replace, and that stand for no resource of `crudResources`: URL without the ID, and body. */
const further: Readonly<Record<string, () => Omit<Case, "save" | "client"> & { readonly client?: TestClient }>> = {
  "ApprovalRules.Save": () => ({
    url: "/v1/buyers/acme/approvalrules/met",
    body: { ApprovingGroupID: "approvers", RuleExpression: "order.Total > 1" },
  }),
  "Cart.Save": () => ({ client: newcomer, url: "/v1/cart", body: { Comments: "Mine" }, shown: false }),
  ...synchronizations(),
  "ImpersonationConfigs.Save": () => ({
    url: "/v1/impersonationconfig/met",
    body: { ClientID: clientId, SecurityProfileID: "profile", BuyerID: "acme" },
  }),
  "Me.CreateProductCollectionEntry": () => ({
    url: "/v1/me/productcollections/wishes/sold",
    body: undefined,
    shown: false,
  }),
  "SearchSettings.Save": () => ({ url: "/v1/searchsettings", body: { TypoTolerance: false } }),
  "TrackingEvents.Save": () => ({
    url: "/v1/integrations/trackingEvents/met",
    body: { Name: "Met", EventType: "OrderSubmitted", ClientID: clientId, DeliveryConfigID: "target" },
  }),
  "MessageSenders.Save": () => ({
    url: "/v1/messagesenders/met",
    body: { Name: "Met", MessageTypes: ["OrderSubmitted"], URL: "https://example.com/", SharedKey: "key" },
  }),
  "OpenIdConnects.Save": () => ({
    url: "/v1/openidconnects/met",
    body: {
      OrderCloudApiClientID: clientId,
      ConnectClientID: "at-the-provider",
      ConnectClientSecret: "secret",
      AppStartUrl: "https://example.com/",
      AuthorizationEndpoint: "https://example.com/authorize",
      TokenEndpoint: "https://example.com/token",
    },
  }),
  "Products.SaveSupplier": () => ({ url: "/v1/products/own/suppliers/partner", body: undefined, shown: false }),
  "PromotionIntegrations.Save": () => ({ url: "/v1/integrations/promotion", body: { HashKey: "key" } }),
  "SellerApprovalRules.Save": () => ({
    url: "/v1/approvalrules/met",
    body: { ApprovalType: "Order", ApprovingGroupID: "approvers", RuleExpression: "order.Total > 1" },
  }),
  "SubscriptionIntegrations.Save": () => ({
    url: "/v1/integrations/subscription",
    body: { ApiClientID: robotId, HashKey: "key" },
  }),
  "Suppliers.SaveBuyer": () => ({ url: "/v1/suppliers/partner/buyers/acme", body: undefined, shown: false }),
  "XpIndices.Put": () => ({
    url: "/v1/xpindices",
    body: { ThingType: "Order", Key: "Met" },
    removeAt: "/v1/xpindices/Order/Met",
    shown: false,
  }),
};

/** PUTs that make nothing under an ID that the client chooses. */
const makingNothing: Readonly<Record<string, string>> = {
  "ApiClients.Save": "IDs are generated, and it replaces only",
  "Cart.SetActiveCart": "chooses an order that is there",
  "Cart.SetBillingAddress": "changes a cart",
  "Cart.SetShippingAddress": "changes a cart",
  "ForgottenCredentials.ResetPasswordByVerificationCode": "uses up a code",
  "LineItems.SetShippingAddress": "changes a line item",
  "Me.SaveAddress": "IDs are generated, and it replaces only",
  "Me.SaveCreditCard": "IDs are generated, and it replaces only",
  "Me.Register": "makes a user under a generated ID or one that nobody has",
  "Me.Save": "changes the caller",
  "Me.TransferAnonUserOrder": "moves an order",
  "Orders.SetBillingAddress": "changes an order",
  "Orders.SetShippingAddress": "changes an order",
  "Products.SaveVariant": "replaces only, since variants are generated",
  "Shipments.SetShipFromAddress": "changes a shipment",
  "Shipments.SetShipToAddress": "changes a shipment",
};

const puts = implemented.filter(({ method }) => method === "PUT");
const plain = new Map(
  crudResources.flatMap((resource) =>
    resource.save === undefined || !resource.choosesId ? [] : [[resource.save.id, resource] as const],
  ),
);

/**
 * What a body says beyond the least where others delete: a buyer that names no catalog gets one of its own, which stays when
 * the buyer is deleted, and stands against the next one of its ID (docs/behaviour/parties.md §1.2).
 */
const amongDeletions: Readonly<Record<string, object>> = { "Buyers.Save": { DefaultCatalogID: "acme" } };

let made = 0;

/** An object for each PUT that makes what is not there. */
function cases(deletions: number): Case[] {
  return puts.flatMap((save): Case[] => {
    const client = fixture.caller(save);
    const resource = plain.get(save.id);
    const seed = `m${++made}`;
    if (resource !== undefined) {
      const url = `${fixturePath(resource.create.path)}/Meet-${seed}`;
      return [
        { save, client, url, body: { ...smallestBody(resource, seed), ...(deletions > 0 && amongDeletions[save.id]) } },
      ];
    }
    const other = further[save.id]?.();
    return other === undefined ? [] : [{ save, client, ...other }];
  });
}

test("every PUT makes what is not there, and is tried below, or changes something that is", () => {
  const known = new Set([...plain.keys(), ...Object.keys(further), ...Object.keys(makingNothing)]);
  assert.deepEqual(
    puts.filter(({ id }) => !known.has(id)).map(({ id }) => id),
    [],
  );
  for (const id of [...Object.keys(further), ...Object.keys(makingNothing)])
    assert.ok(id in operations && !plain.has(id), `${id} is listed for a reason`);
});

const shown = ({ status, body }: Answer): string => `${status} ${JSON.stringify(body)}`;

/** Sends a PUT many times at once with deletions among them, and looks at what is left. */
async function meet({ save, client, url, body, removeAt = url, shown: hasGet = true }: Case, deletions: number) {
  const several = (count: number, send: () => Promise<Answer>) => Promise.all(Array.from({ length: count }, send));
  const [saved, removed] = await Promise.all([
    several(6, () => client.raw("PUT", url, body)),
    several(deletions, () => client.raw("DELETE", removeAt)),
  ]);
  for (const answer of saved) assert.equal(answer.status, save.status, shown(answer));
  for (const answer of removed) assert.ok([204, 404].includes(answer.status), shown(answer));
  if (hasGet) {
    const left = await client.raw("GET", url);
    assert.ok(left.status === 200 || (deletions > 0 && left.status === 404), shown(left));
  }
  await client.raw("DELETE", removeAt);
  if (hasGet) assert.equal((await client.raw("GET", url)).status, 404, "it is there once");
}

async function meetAll(deletions: number): Promise<void> {
  const wrong: string[] = [];
  for (const one of cases(deletions))
    await meet(one, deletions).catch((error: Error) => wrong.push(`${one.save.id}: ${error.message}`));
  assert.deepEqual(wrong, []);
}

/** Saves by POST, which overwrite what is there. */
const saves = implemented.filter(({ id, method }) => method === "POST" && /\.Save/.test(id));

test("several who save one assignment at once all succeed, also when others take it away meanwhile", async () => {
  const { callers, ...all } = await createFixture(await marketplace({ name: "Assignments that meet" }), "meets");
  const wrong: string[] = [];
  let removals = 0;
  for (const save of saves) {
    const client = callerOf(callers, save);
    const fields = modelNamed(save.body?.model)?.fields ?? {};
    const party = ["BuyerID", "UserGroupID"].find((name) => name in fields);
    const remove = (operations as Readonly<Record<string, Operation>>)[save.id.replace(".Save", ".Delete")];
    const send = (operation: Operation) => {
      const reference = { operation, where: "path", name: "" } as const;
      const { method, url, body } = requestWith(
        operation === save && party !== undefined ? { operation, where: "body", name: party } : reference,
        all,
        all,
        undefined,
      );
      return client.raw(method, url, "QuantityShipped" in fields && body ? { ...body, QuantityShipped: 1 } : body);
    };
    const several = (operation: Operation, count: number) =>
      Promise.all(Array.from({ length: count }, () => send(operation)));
    await send(save);
    const [saved, removed] = await Promise.all([several(save, 6), remove === undefined ? [] : several(remove, 2)]);
    // Others need it.
    saved.push(await send(save));
    for (const answer of saved) if (answer.status !== save.status) wrong.push(`${save.id}: ${shown(answer)}`);
    for (const { status, body } of removed)
      if (status === 204) removals++;
      else if (status >= 500 || /IdExists|InUse/.test(JSON.stringify(body))) wrong.push(`${remove?.id}: ${status}`);
  }
  assert.deepEqual(wrong, []);
  assert.ok(removals > saves.length / 2, `${removals} were taken away`);
});

test("several who PUT one new ID at once all succeed, and there is one object", () => meetAll(0));

test("whoever PUTs what others delete meanwhile succeeds, and what is left is whole or gone", () => meetAll(2));
