import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { before, test } from "node:test";
import type { MessageSender } from "@orderwell/contract";
import {
  addClient,
  addUser,
  addUserGroup,
  awaitMessages,
  issuerOf,
  type Lifetime,
  marketplace,
  type Received,
  receiver,
  rolesOf,
  type ServiceAnswer,
  startDeliveries,
  TestClient,
  testServer,
} from "@orderwell/testing";
import { recipientClaims } from "../../authentication/index.ts";
import { messageDeliveries, messageRouting } from "./deliveries.ts";

const SharedKey = "shared key ✓";

before(async () => {
  const { app } = await testServer();
  await startDeliveries(messageRouting(app.works));
  await startDeliveries({
    ...messageDeliveries(app.works, app.services, recipientClaims),
    firstDelayMs: 50,
    longestDelayMs: 50,
  });
});

/** A buyer `acme` with its user `ada`, and a service that a sender `mail` is at. */
async function mailing(t: Lifetime, more: Partial<MessageSender> = {}, answer?: (call: Received) => ServiceAnswer) {
  const own = await marketplace(t);
  const service = await receiver(t, answer);
  const { seller } = own;
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const { username } = await addUser(own, { buyer: "acme" }, "ada");
  const ClientID = await addClient(own);
  const nobody = new TestClient(own.baseUrl, "");
  const sender = async (ID: string, properties: Partial<MessageSender> = {}) =>
    seller.ok("MessageSenders.Create", {
      body: {
        ID,
        Name: ID,
        MessageTypes: ["ForgottenPassword"],
        URL: `${service.url}/${ID}/{messagetype}`,
        SharedKey,
        ...properties,
      },
    });
  await sender("mail", more);
  return {
    ...own,
    service,
    username,
    sender,
    assign: (party: object, MessageSenderID = "mail") =>
      seller.accepted("MessageSenders.SaveAssignment", { body: { MessageSenderID, ...party } }),
    forget: (Username = username) =>
      nobody.ok("ForgottenCredentials.SendVerificationCode", {
        body: { ClientID, Username, URL: "https://shop.example" },
      }),
  };
}

test("a sender is told what to send, to whom and with which copies, signed over the bytes it gets", async (t) => {
  const own = await mailing(t, { xp: { Template: "a" }, ElevatedRoles: ["OrderReader"] });
  const { seller } = own;
  await own.assign({ BuyerID: "acme" });
  await addUser(own, {}, "watcher");
  await addUser(own, {}, "gone");
  for (const [userID, Email] of [
    ["watcher", "watcher@example.com"],
    ["gone", "gone@example.com"],
  ] as const) {
    await seller.ok("AdminUsers.Patch", { path: { userID }, body: { Email, Active: userID === "watcher" } });
    await seller.accepted("MessageSenders.SaveCCListenerAssignment", {
      body: {
        MessageSenderAssignment: { MessageSenderID: "mail", BuyerID: "acme" },
        MessageType: "ForgottenPassword",
        UserID: userID,
      },
    });
  }
  await own.forget();
  const [call] = await own.service.received(1);
  assert.equal(call?.path, "/hook/mail/forgottenpassword");
  const signed = createHmac("sha256", SharedKey).update(call.bytes).digest("base64");
  assert.equal(call.headers["x-oc-hash"], signed);
  const { OcLogIdHeader, UserToken, Recipient, EventBody, ...rest } = call.payload;
  assert.deepEqual(rest, {
    Environment: "Sandbox",
    BuyerID: "acme",
    CCList: ["watcher@example.com"],
    MessageType: "ForgottenPassword",
    ConfigData: { Template: "a" },
  });
  assert.ok(OcLogIdHeader);
  assert.deepEqual([Recipient.ID, Recipient.Username, Recipient.Password], ["ada", own.username, null]);
  assert.deepEqual([EventBody.Username, EventBody.PasswordRenewalUrl], [own.username, "https://shop.example"]);
  assert.ok(EventBody.PasswordRenewalVerificationCode && EventBody.PasswordRenewalAccessToken);
  assert.deepEqual(rolesOf(UserToken), ["OrderReader"]);
  const me = await fetch(`${issuerOf(UserToken)}/v1/orders/Outgoing`, {
    headers: { authorization: `Bearer ${UserToken}` },
  });
  assert.equal(me.status, 200, `the recipient's token opens what the elevated role permits: ${await me.text()}`);
  const [kept] = await awaitMessages(own, own.username, "ForgottenPassword");
  assert.equal(kept?.EventBody.PasswordRenewalVerificationCode, EventBody.PasswordRenewalVerificationCode);
});

test("a sender gets its own data as it was written: keys in their order, whole numbers with all their digits", async (t) => {
  const own = await mailing(t, { AllowAllBuyers: true });
  const xp = '{"z":9007199254740993,"a":[1.5],"b":"✓"}';
  const { status } = await fetch(`${own.baseUrl}/v1/messagesenders/mail`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${own.seller.token}`, "content-type": "application/json" },
    body: `{"xp":${xp}}`,
  });
  assert.equal(status, 200);
  await own.forget();
  const [call] = await own.service.received(1);
  assert.ok(String(call?.bytes).endsWith(`"ConfigData":${xp}}`), String(call?.bytes).slice(-80));
});

test("each sender assigned to the recipient's company or group, or to all buyers, is told once, and no other", async (t) => {
  const own = await mailing(t);
  await own.seller.ok("Buyers.Create", { body: { ID: "other", Name: "Other", Active: true } });
  await addUserGroup(own, { buyer: "acme" }, "team");
  await addUserGroup(own, { buyer: "acme" }, "strangers");
  const member = { UserGroupID: "team", UserID: "ada" };
  await own.seller.accepted("UserGroups.SaveUserAssignment", { path: { buyerID: "acme" }, body: member });
  await own.sender("everybody", { AllowAllBuyers: true });
  for (const ID of ["team", "strangers", "other", "sellers", "unassigned"]) await own.sender(ID);
  await own.sender("names", { MessageTypes: ["ForgottenUsername"], AllowAllBuyers: true });
  await own.assign({ BuyerID: "acme" });
  await own.assign({ BuyerID: "acme", UserGroupID: "team" });
  await own.assign({ BuyerID: "acme", UserGroupID: "team" }, "team");
  await own.assign({ BuyerID: "acme", UserGroupID: "strangers" }, "strangers");
  await own.assign({ BuyerID: "other" }, "other");
  await own.assign({}, "sellers");
  await own.forget();
  const calls = await own.service.received(3);
  const told = () => calls.map(({ path }) => path.split("/")[2]).sort();
  assert.deepEqual(told(), ["everybody", "mail", "team"]);
  // A later message shows that nothing more came of the first.
  await own.forget();
  await own.service.received(6);
  assert.deepEqual(told(), ["everybody", "everybody", "mail", "mail", "team", "team"]);
});

test("a message that a sender does not take is sent again as it was, whatever another sender does", async (t) => {
  const own = await mailing(t, {}, ({ path }) => ({
    status: path.includes("/mail/") && own.service.calls.filter((call) => call.path === path).length < 3 ? 503 : 204,
  }));
  await own.sender("fine");
  await own.assign({ BuyerID: "acme" });
  await own.assign({ BuyerID: "acme" }, "fine");
  await own.forget();
  const calls = await own.service.received(4);
  const told = calls.filter(({ path }) => path.includes("/mail/"));
  assert.equal(told.length, 3);
  assert.equal(new Set(told.map(({ payload }) => JSON.stringify(payload.EventBody))).size, 1);
});

test("once a sender is unassigned, or its recipient inactive, what it did not take is not sent again", async (t) => {
  const path = { buyerID: "acme", userID: "ada" };
  for (const end of ["unassigned", "inactive"] as const) {
    const own = await mailing(t, {}, () => ({ status: 500 }));
    await own.sender("next");
    await addUser(own, { buyer: "acme" }, "bea");
    const { Username } = await own.seller.ok("Users.Get", { path: { ...path, userID: "bea" } });
    await own.assign({ BuyerID: "acme" });
    const told = (ID: string) => own.service.calls.filter((call) => call.path.includes(`/${ID}/`));
    await own.forget();
    await own.service.received(1);
    if (end === "inactive") await own.seller.ok("Users.Patch", { path, body: { Active: false } });
    else
      await own.seller.ok("MessageSenders.DeleteAssignment", {
        path: { messageSenderID: "mail" },
        query: { buyerID: "acme" },
      });
    const attempts = told("mail").length;
    await own.assign({ BuyerID: "acme" }, "next");
    await own.forget(Username);
    // Five attempts take longer than those that the other message would have had left.
    for (let calls = 0; told("next").length < 5; ) await own.service.received(++calls);
    const further = told("mail").slice(attempts);
    const tries = further.filter(({ payload }) => payload.Recipient.ID === "ada");
    assert.ok(tries.length <= 1, `${end}: ${tries.length} more than what was under way`);
  }
});
