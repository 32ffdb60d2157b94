import { date, embedded, integer, listOf, oneOf, text } from "../field.ts";
import { model } from "../model.ts";

const delivery = model(
  "Delivery",
  {
    ID: text("Number of the delivery, the same in each of its attempts.", { readOnly: true, sort: 2 }),
    Channel: text("Way that it goes, such as `webhooks`, `message-senders` or `synchronization`.", {
      readOnly: true,
      search: 1,
      sort: 3,
    }),
    Target: text("What it goes to, such as `webhook/` and the webhook's ID.", { readOnly: true, search: 2, sort: 4 }),
    Type: text("What happened.", { readOnly: true, search: 3, sort: 5 }),
    About: text("Object that it is about: deliveries of one object to one target keep their order.", {
      readOnly: true,
      search: 4,
    }),
    Status: oneOf("DeliveryStatus", "How it stands.", { readOnly: true, sort: 6 }),
    DateAnnounced: date("When it happened.", { readOnly: true, sort: 1 }),
    DateDue: date("When the next attempt is made; null once it has ended.", { readOnly: true }),
    DateEnded: date("When it was delivered or given up; null while it waits.", { readOnly: true }),
    Attempts: integer("Attempts so far, since it was last replayed.", { readOnly: true, nullable: false }),
    LastError: text("Why the last attempt failed. Null: it did not.", { readOnly: true }),
    Log: listOf(embedded("DeliveryAttempt"), "The last 20 attempts, those before a replay included.", {
      readOnly: true,
    }),
  },
  "Something that a service of yours is told in the background. What it is told is not shown: it may hold codes that open accounts.",
);

const attempt = model(
  "DeliveryAttempt",
  {
    Date: date("When it began.", { readOnly: true }),
    Milliseconds: integer("Time that it took.", { readOnly: true }),
    Status: integer("Status that the service answered with. Null: it did not answer.", { readOnly: true }),
    Error: text("Why it failed. Null: it did not.", { readOnly: true }),
    Answer: text(
      "Beginning of what the service answered to what it did not take, without what looks like a token or code. Never of messages to people.",
      { readOnly: true },
    ),
  },
  "One attempt at a delivery.",
);

const replay = model(
  "DeliveryReplay",
  {
    Channel: text("Only those that go this way."),
    Target: text("Only those to this target."),
    Status: oneOf("DeliveryStatus", "Only those that stand so: `Failed` (default) or `Delivered`."),
    From: date("Only what happened then or later."),
    To: date("Only what happened before then."),
  },
  "Deliveries that are to be made once more.",
);

const replayed = model(
  "DeliveriesReplayed",
  {
    Replayed: integer("Deliveries that wait again, the oldest first; 1,000 at most.", { nullable: false }),
    Remaining: integer("Those that were left for another call; 10,000 stands for any number from there.", {
      nullable: false,
    }),
  },
  "How many deliveries are made once more.",
);

export default [delivery, attempt, replay, replayed];
