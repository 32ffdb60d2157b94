import assert from "node:assert/strict";
import { test } from "node:test";
import { addUser, addUserGroup, inMarketplace, marketplace, newCaller, type TestMarketplace } from "@orderwell/testing";
import { sql } from "../../platform/db/sql.ts";

const sender = {
  ID: "mail",
  Name: "Mail",
  Description: "All mail",
  MessageTypes: ["ForgottenPassword" as const, "NewUserInvitation" as const],
  URL: "https://mail.example/{messagetype}",
  SharedKey: "shared key ✓",
};
const path = { messageSenderID: "mail" };

async function withSender(own: TestMarketplace): Promise<void> {
  await own.seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  await own.seller.ok("Suppliers.Create", { body: { ID: "sup", Name: "Sup", Active: true } });
  await own.seller.ok("MessageSenders.Create", { body: sender });
}

test("a message sender has an address and a key, which those who may read it see and the database does not", async (t) => {
  const own = await marketplace(t);
  await withSender(own);
  for (const [body, code] of [
    [{ URL: null }, "MessageSenders.UrlRequired"],
    [{ SharedKey: "" }, "MessageSenders.SharedKeyRequired"],
    [{ DeliveryConfigID: "nowhere" }, "NotFound"],
    [{ URL: "ftp://mail.example" }, "ValidationFailure"],
  ] as const)
    assert.equal((await own.seller.refused("MessageSenders.Patch", { path, body })).code, code, JSON.stringify(body));
  const missing = await own.seller.send("MessageSenders.Create", { body: { Name: "No types" } as never });
  assert.equal(missing.status, 400);
  await own.seller.ok("MessageSenders.Patch", { path, body: { xp: { Template: "a" } } });
  const reader = await newCaller(own, {}, ["MessageSenderReader"]);
  const shown = await reader.ok("MessageSenders.Get", { path });
  assert.deepEqual(shown, {
    ...sender,
    ElevatedRoles: [],
    xp: { Template: "a" },
    DeliveryConfigID: null,
    AllowAllBuyers: false,
  });
  const stored = sql<{ key: string }>`select shared_key as key from message_sender where marketplace_id = ${own.id}`;
  const row = await inMarketplace(own, (db) => db.row<{ key: string }>(stored));
  assert.ok(row?.key && !row.key.includes("shared"), "sealed");
});

test("message senders are assigned to companies and groups, never to single users", async (t) => {
  const own = await marketplace(t);
  await withSender(own);
  await addUserGroup(own, { buyer: "acme" }, "team");
  const { seller } = own;
  const MessageSenderID = "MAIL";
  for (const party of [{}, { SupplierID: "sup" }, { BuyerID: "acme" }, { BuyerID: "acme", UserGroupID: "team" }])
    for (const _ of [1, 2])
      await seller.accepted("MessageSenders.SaveAssignment", { body: { MessageSenderID, ...party } });
  const { Items } = await seller.ok("MessageSenders.ListAssignments", { query: { messageSenderID: "mail" } });
  const named = { MessageSenderID: "mail", MessageConfigName: "Mail", MessageConfigDescription: "All mail" };
  const assigned = (BuyerID: string | null, SupplierID: string | null, UserGroupID: string | null) => ({
    ...named,
    BuyerID,
    SupplierID,
    UserGroupID,
  });
  assert.deepEqual(Items, [
    assigned(null, null, null),
    assigned(null, "sup", null),
    assigned("acme", null, null),
    assigned("acme", null, "team"),
  ]);
  for (const [body, code] of [
    [{ MessageSenderID, BuyerID: "acme", UserID: "ada" }, "PartyAssignment.UserLevelNotAllowed"],
    [{ MessageSenderID, BuyerID: "acme", SupplierID: "sup" }, "PartyAssignment.CannotSpecifyBuyerAndSupplier"],
    [{ MessageSenderID: "nobody" }, "NotFound"],
    [{ MessageSenderID, UserGroupID: "team" }, "NotFound"],
  ] as const)
    assert.equal((await seller.refused("MessageSenders.SaveAssignment", { body: body as never })).code, code);
  const query = { buyerID: "acme", userGroupID: "team" };
  await seller.ok("MessageSenders.DeleteAssignment", { path, query });
  assert.equal((await seller.refused("MessageSenders.DeleteAssignment", { path, query })).status, 404);
  await seller.ok("MessageSenders.Patch", { path, body: { ID: "post" } });
  const renamed = await seller.ok("MessageSenders.ListAssignments", { query: { messageSenderID: "post" } });
  assert.equal(renamed.Items.length, 3);
  await seller.ok("MessageSenders.Delete", { path: { messageSenderID: "post" } });
  assert.deepEqual((await seller.ok("MessageSenders.ListAssignments")).Items, []);
});

test("copies are for users and groups of an assignment that is there, and go with it", async (t) => {
  const own = await marketplace(t);
  await withSender(own);
  await addUser(own, {}, "watcher");
  const { seller } = own;
  const MessageSenderAssignment = { MessageSenderID: "mail", BuyerID: "acme" };
  const body = { MessageSenderAssignment, MessageType: "ForgottenPassword" as const, UserID: "watcher" };
  const early = await seller.refused("MessageSenders.SaveCCListenerAssignment", { body });
  assert.deepEqual([early.status, early.data.ObjectType], [404, "MessageSenderAssignment"]);
  await seller.accepted("MessageSenders.SaveAssignment", { body: MessageSenderAssignment });
  for (const _ of [1, 2]) await seller.accepted("MessageSenders.SaveCCListenerAssignment", { body });
  const list = async (query = {}) => (await seller.ok("MessageSenders.ListCCListenerAssignments", { query })).Items;
  const named = { MessageConfigName: "Mail", MessageConfigDescription: "All mail" };
  assert.deepEqual(await list(), [
    {
      MessageSenderAssignment: { ...MessageSenderAssignment, SupplierID: null, UserGroupID: null, ...named },
      ...named,
      MessageType: "ForgottenPassword",
      BuyerID: null,
      SupplierID: null,
      UserGroupID: null,
      UserID: "watcher",
    },
  ]);
  assert.equal((await list({ search: "watch" })).length, 1);
  assert.equal((await list({ UserID: "nobody" })).length, 0);
  await seller.ok("MessageSenders.DeleteAssignment", { path, query: { buyerID: "acme" } });
  assert.deepEqual(await list(), []);
});
