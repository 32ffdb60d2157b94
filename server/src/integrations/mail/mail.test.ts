import assert from "node:assert/strict";
import { before, type TestContext, test } from "node:test";
import { enums, type MessageSender } from "@orderwell/contract";
import { afterFile, cpuTime, newCaller, type Shop, shop, startDeliveries, testServer, until } from "@orderwell/testing";
import { type MailServer, mailServer } from "@orderwell/testing/mail";
import { recipientClaims } from "../../authentication/index.ts";
import { orderMessages } from "../../orders/index.ts";
import { Mail } from "../../platform/outbound/mail.ts";
import { messageDeliveries, messageRouting } from "../message-senders/deliveries.ts";
import { mistakeIn, rendered } from "./render.ts";
import { usualTemplate } from "./templates.ts";
import { variablesOf } from "./variables.ts";

let server: MailServer;
let refusal: string | undefined;
before(async () => {
  const { app } = await testServer();
  server = await mailServer({ name: "mail", after: (end) => afterFile.push(end) }, () => refusal);
  await startDeliveries(orderMessages(app.works));
  await startDeliveries(messageRouting(app.works));
  const mail = new Mail({ url: server.url, from: "shop@mail.example" });
  afterFile.push(() => mail.close());
  await startDeliveries({
    ...messageDeliveries(app.works, { ...app.services, mail }, recipientClaims),
    firstDelayMs: 50,
    longestDelayMs: 50,
  });
});

const at = (orderID: string) => ({ direction: "Outgoing", orderID });

/** A shop whose shopper is mailed of orders. */
async function mailing(t: TestContext, sender: Partial<MessageSender> = {}): Promise<Shop> {
  const own = await shop(t);
  await own.seller.ok("MessageSenders.Create", {
    body: {
      ID: "mail",
      Name: "Mail",
      MessageTypes: ["OrderSubmitted"],
      URL: "orderwell:mail",
      AllowAllBuyers: true,
      ...sender,
    },
  });
  await own.product("p", { Name: "Table </td><script>alert(1)</script> {{ total }}" });
  return own;
}

/** Places an order from somebody of an address of their own, and returns the mail that they get. */
async function ordered(own: Shop, id: string, FirstName = "Ada") {
  const Email = `${own.id}-${id}@guests.example`;
  await own.shopper.ok("Orders.Create", {
    path: { direction: "Outgoing" },
    body: { ID: id, xp: { Gift: { note: "<b>" } } },
  });
  await own.shopper.ok("LineItems.Create", { path: at(id), body: { ProductID: "p", Quantity: 3 } });
  await own.shopper.ok("Orders.PatchFromUser", { path: at(id), body: { FirstName, LastName: "Byron", Email } });
  await own.shopper.ok("Orders.Submit", { path: at(id) });
  return until(() => server.mails.find(({ recipients }) => recipients[0] === Email), `Nothing was mailed to ${Email}`);
}

test("a mail server gets each message as mail in HTML and plain text, to the recipient, with copies to listeners", async (t) => {
  const own = await mailing(t, { AllowAllBuyers: false });
  const assignment = { MessageSenderID: "mail", BuyerID: "acme" };
  await own.seller.accepted("MessageSenders.SaveAssignment", { body: assignment });
  const watcher = await newCaller(own, {});
  await own.seller.ok("AdminUsers.Patch", {
    path: { userID: (await watcher.ok("Me.Get")).ID },
    body: { Email: `${own.id}-copies@example.com` },
  });
  await own.seller.accepted("MessageSenders.SaveCCListenerAssignment", {
    body: {
      MessageSenderAssignment: assignment,
      MessageType: "OrderSubmitted",
      UserID: (await watcher.ok("Me.Get")).ID,
    },
  });
  const mail = await ordered(own, "o1");
  assert.deepEqual([mail.from?.address, mail.subject], ["shop@mail.example", "Order o1"]);
  assert.equal(mail.to?.[0]?.name, "Ada Byron");
  assert.deepEqual(mail.recipients, [`${own.id}-o1@guests.example`, `${own.id}-copies@example.com`]);
  assert.match(mail.text ?? "", /Hello Ada,.*3 × Table.*Total 30/s);
  assert.match(mail.html ?? "", /<td>3<\/td><td>Table &lt;\/td&gt;&lt;script&gt;/);
  assert.doesNotMatch(mail.html ?? "", /<script/);
  assert.match(mail.html ?? "", /\{\{ total \}\}/, "what values hold is no template");
});

test("a sender's own templates count, in any case of the names, and what they say for their parts", async (t) => {
  const own = await mailing(t, {
    xp: {
      Mail: {
        FromName: "Harbor & Pine",
        ReplyTo: "desk@shop.example",
        Templates: {
          OrderSubmitted: {
            Subject: "{{ORDERID}} for {{FirstName}}",
            Html: "{% for p in Products %}<i>{{p.PRODUCTID}}</i>{{ p.cost }}{% endfor %} {{orderxp_gift_note}} {{ orderxp_gift_note | raw }}",
          },
        },
      },
    },
  });
  const mail = await ordered(own, "o1", "Ada\r\nBcc: evil@example.com");
  assert.equal(mail.subject, "o1 for Ada Bcc: evil@example.com");
  assert.deepEqual(mail.recipients.length, 1);
  assert.equal(mail.html?.trim(), "<i>p</i>30 &lt;b&gt; &lt;b&gt;");
  assert.deepEqual([mail.from?.name, mail.replyTo?.[0]?.address], ["Harbor & Pine", "desk@shop.example"]);
  assert.doesNotMatch(mail.raw.split("\r\n\r\n")[0] ?? "", /^bcc:/im);
});

test("a mail that the server does not take is handed to it again, under the same ID", async (t) => {
  const own = await mailing(t);
  refusal = "try later";
  t.after(() => {
    refusal = undefined;
  });
  setTimeout(() => {
    refusal = undefined;
  }, 400);
  const mail = await ordered(own, "o1");
  assert.match(mail.messageId ?? "", new RegExp(`^<${own.id}\\.\\d+@mail\\.example>$`));
});

test("templates that cannot be read, unknown types and addresses are refused where they are saved, by their place", async (t) => {
  const own = await shop(t);
  const refused = async (Mail: unknown) => {
    const { code, data, message } = await own.seller.refused("MessageSenders.Create", {
      body: { Name: "M", MessageTypes: ["OrderSubmitted"], URL: "orderwell:mail", xp: { Mail } },
    });
    return `${code} ${JSON.stringify(data)} ${message}`;
  };
  const place = "xp.Mail.Templates.OrderSubmitted";
  for (const [mail, names] of [
    [[], "xp.Mail"],
    [{ ReplyTo: "a@b.example, c@d.example" }, "xp.Mail.ReplyTo"],
    [{ FromName: 3 }, "xp.Mail.FromName"],
    [{ Templates: { OrderDispatched: {} } }, "xp.Mail.Templates.OrderDispatched"],
    [{ Templates: { OrderSubmitted: { Html: "{% for %}" } } }, `${place}.Html`],
    [{ Templates: { OrderSubmitted: { Subject: "{{ a | nothing" } } }, `${place}.Subject`],
    [{ Templates: { OrderSubmitted: { Text: 1 } } }, `${place}.Text`],
  ] as const)
    assert.match(await refused(mail), new RegExp(`ValidationFailure.*${names.replaceAll(".", "\\.")}`));
});

const message = (MessageType: (typeof enums.MessageType)[number]) => ({
  Environment: "Sandbox" as const,
  MessageType,
  Recipient: { FirstName: "Ada" },
  EventBody: { Order: { ID: "o" }, LineItems: [], Approvals: [], ShipmentItems: [], Shipment: { ID: "s" } },
});

test("there is a template for every type of message, which says all that it names", () => {
  for (const type of enums.MessageType) {
    const template = usualTemplate(type);
    for (const part of ["Subject", "Html", "Text"] as const) assert.equal(mistakeIn(part, template[part]), undefined);
    const { Subject, Text } = rendered(template, variablesOf(message(type)));
    assert.ok(Subject.trim() !== "", type);
    assert.match(Text, /^Hello Ada,/);
  }
});

test("a template reaches neither the process, nor files, nor what objects inherit, and takes no long time", () => {
  const variables = variablesOf(message("OrderSubmitted"));
  const html = (Html: string) => rendered({ Subject: "", Text: "", Html }, variables).Html;
  for (const name of [
    "constructor",
    "__proto__",
    "products.constructor",
    "recipient.toString",
    "process.env",
    "orderid.constructor",
  ])
    assert.equal(html(`{{ ${name} }}`), "", name);
  for (const text of ["{% include 'package.json' %}", "{% render '/etc/passwd' %}", "{% layout '../package.json' %}"])
    assert.throws(() => html(text), text);
  const nested =
    "{% for a in (1..1000) %}{% for b in (1..1000) %}{% for c in (1..1000) %}x{% endfor %}{% endfor %}{% endfor %}";
  const took = cpuTime(() => {
    assert.throws(() => html(nested), /limit/);
    assert.throws(() => html(`{% assign a = 'xxxxxxxxxx' %}${"{% assign a = a | append: a %}".repeat(60)}`), /limit/);
  });
  assert.ok(took < 2_000, `${took} ms`);
});
