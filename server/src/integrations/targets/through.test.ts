import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { before, test } from "node:test";
import {
  addClient,
  addUser,
  callerFor,
  marketplace,
  receiver,
  startDeliveries,
  TestClient,
  testServer,
  until,
} from "@orderwell/testing";
import { recipientClaims } from "../../authentication/index.ts";
import { mandrillCall } from "../mail/mandrill.ts";
import { messageDeliveries, messageRouting } from "../message-senders/deliveries.ts";
import { webhookDeliveries } from "../webhooks/deliveries.ts";

before(async () => {
  const { works, services } = (await testServer()).app;
  await startDeliveries(webhookDeliveries(works, services));
  await startDeliveries(messageRouting(works));
  await startDeliveries(messageDeliveries(works, services, recipientClaims));
});

const namespace = "sitecore.ordercloud.messages.";

test("a webhook with a delivery configuration is told through it: in the envelope of its targets, while it is switched on", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  const service = await receiver(t);
  const path = { deliveryConfigID: "bus" };
  const Http = { Endpoint: service.url, Secret: "shared" };
  await seller.accepted("DeliveryConfigurations.Create", {
    body: { ID: "bus", Name: "Bus", Enabled: false, DeliveryTargets: { Http } },
  });
  const client = await seller.ok("ApiClients.Create", {
    body: { AppName: "CRM", Active: true, AllowSeller: true, AccessTokenDuration: 60 },
  });
  const hook = {
    ID: "told",
    Name: "Told",
    DeliveryConfigID: "BUS",
    ApiClientIDs: [client.ID ?? ""],
    WebhookRoutes: [{ Route: "v1/buyers", Verb: "POST" }],
    ConfigData: { list: "news" },
  };
  const off = await seller.refused("Webhooks.Create", { body: hook });
  assert.deepEqual([off.status, off.code], [400, "DeliveryConfig.ConfigurationDisabled"]);
  await seller.ok("DeliveryConfigurations.Patch", { path, body: { Enabled: true } });
  const asked = await seller.refused("Webhooks.Create", { body: { ...hook, BeforeProcessRequest: true } });
  assert.equal(asked.code, "Webhook.InvalidDeliveryConfig");
  const made = await seller.accepted("Webhooks.Create", { body: hook });
  assert.deepEqual([made.DeliveryConfigID, made.Url], ["bus", null]);
  const crm = await callerFor(own, {}, await addUser(own, {}, "crm"), { roles: ["BuyerAdmin"], cid: client.ID ?? "" });
  await seller.ok("DeliveryConfigurations.Patch", { path, body: { Enabled: false } });
  await crm.ok("Buyers.Create", { body: { ID: "untold", Name: "Untold", Active: true } });
  await seller.ok("DeliveryConfigurations.Patch", { path, body: { Enabled: true } });
  await crm.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const [call] = await service.received(1);
  assert.equal(call?.payload.Headers.type, `${namespace}webhooks`);
  const { Route, Request, Response, ConfigData } = call?.payload.Payload ?? {};
  assert.deepEqual(
    [Route, Request.Body.ID, Response.Body.ID, ConfigData],
    ["v1/buyers", "acme", "acme", { list: "news" }],
  );
  assert.equal(
    call?.headers["x-oc-hash"],
    createHmac("sha256", "shared")
      .update(call?.bytes ?? "")
      .digest("base64"),
  );
  const inUse = await seller.refused("DeliveryConfigurations.Delete", { path });
  assert.equal(inUse.code, "DeliveryConfig.CannotDeleteConfigInUse");
});

test("a message sender with a delivery configuration sends through each of its targets, each in its own way", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  const [sender, bus] = [await receiver(t), await receiver(t)];
  await seller.accepted("DeliveryConfigurations.Create", {
    body: {
      ID: "mail",
      Name: "Mail",
      Enabled: true,
      DeliveryTargets: {
        Http: { Endpoint: bus.url, Secret: "shared" },
        MessageSender: { Endpoint: `${sender.url}/{messagetype}`, Secret: "own" },
      },
    },
  });
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const { username } = await addUser(own, { buyer: "acme" }, "ada");
  await seller.accepted("MessageSenders.Create", {
    body: { ID: "s", Name: "S", MessageTypes: ["ForgottenPassword"], DeliveryConfigID: "mail", AllowAllBuyers: true },
  });
  const ClientID = await addClient(own);
  await new TestClient(own.baseUrl, "").ok("ForgottenCredentials.SendVerificationCode", {
    body: { ClientID, Username: username, URL: "https://shop.example/reset" },
  });
  const [direct] = await sender.received(1);
  assert.match(String(direct?.path), /\/forgottenpassword$/);
  assert.equal(
    direct?.headers["x-oc-hash"],
    createHmac("sha256", "own")
      .update(direct?.bytes ?? "")
      .digest("base64"),
  );
  const [enveloped] = await bus.received(1);
  assert.equal(enveloped?.payload.Headers.type, `${namespace}messages`);
  for (const said of [direct?.payload, enveloped?.payload.Payload])
    assert.deepEqual([said.MessageType, said.Recipient.Username], ["ForgottenPassword", username]);
});

test("Mailchimp Transactional is given the template that the sender names for the type, and the message's variables", () => {
  const message = {
    OcLogIdHeader: "log",
    Environment: "Sandbox",
    BuyerID: "acme",
    MessageType: "ForgottenPassword",
    Recipient: { ID: "ada", FirstName: "Ada", LastName: "L", Email: "ada@example.com" },
    eventBody: JSON.stringify({ Username: "ada", PasswordRenewalVerificationCode: "123456" }),
  } as never;
  const entry = { MessageType: "ForgottenPassword", TemplateName: "reset", FromEmail: "shop@example.com" };
  const call = mandrillCall({ ApiKey: "key" }, "m.1", message, { MessageTypeConfig: [entry] }, ["cc@example.com"]);
  assert.equal(call.url, "https://mandrillapp.com/api/1.0/messages/send-template.json");
  const { key, template_name, message: sent } = JSON.parse(String(call.body));
  assert.deepEqual([key, template_name, sent.from_email], ["key", "reset", "shop@example.com"]);
  assert.deepEqual(sent.to, [
    { email: "ada@example.com", name: "Ada L", type: "to" },
    { email: "cc@example.com", type: "cc" },
  ]);
  const named = new Map(
    sent.global_merge_vars.map((one: { name: string; content: unknown }) => [one.name, one.content]),
  );
  assert.deepEqual([named.get("username"), named.get("passwordverificationcode")], ["ada", "123456"]);
  const plain = mandrillCall({ ApiKey: "key" }, "m.1", message, null, []);
  assert.match(plain.url, /\/send\.json$/);
  assert.match(JSON.parse(String(plain.body)).message.text, /123456/);
});

test("what a target answers to a message is not shown: it may repeat the codes that open accounts", async (t) => {
  const own = await marketplace(t);
  const { seller } = own;
  const bus = await receiver(t, ({ payload }) => ({
    status: 400,
    body: `no use for ${payload.Payload.EventBody.PasswordRenewalVerificationCode}`,
  }));
  const DeliveryTargets = { Http: { Endpoint: bus.url, Secret: "shared" } };
  await seller.accepted("DeliveryConfigurations.Create", {
    body: { ID: "mail", Name: "Mail", Enabled: true, DeliveryTargets },
  });
  await seller.ok("Buyers.Create", { body: { ID: "acme", Name: "Acme", Active: true } });
  const { username } = await addUser(own, { buyer: "acme" }, "ada");
  await seller.accepted("MessageSenders.Create", {
    body: { ID: "s", Name: "S", MessageTypes: ["ForgottenPassword"], DeliveryConfigID: "mail", AllowAllBuyers: true },
  });
  const ClientID = await addClient(own);
  await new TestClient(own.baseUrl, "").ok("ForgottenCredentials.SendVerificationCode", {
    body: { ClientID, Username: username, URL: "https://shop.example/reset" },
  });
  const [call] = await bus.received(1);
  assert.ok(call?.payload.Payload.EventBody.PasswordRenewalVerificationCode);
  const attempt = await until(async () => {
    const { Items } = await seller.ok("Deliveries.List", { query: { Channel: "message-senders" } as never });
    return Items[0]?.Log?.[0];
  }, "no attempt is logged");
  assert.deepEqual([attempt.Status, attempt.Answer], [400, null]);
});
