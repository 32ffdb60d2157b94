import type { DeliveryTargets, MailchimpConfig, MessageSenderConfig, MessageType, wire } from "@orderwell/contract";
import { type Message, messageTypes, recipientOf } from "../../people/index.ts";
import type { Claims } from "../../platform/access/tokens.ts";
import { openSealed } from "../../platform/crud/sealed-properties.ts";
import { parseJson } from "../../platform/json/parse-json.ts";
import { isMailSilence } from "../../platform/outbound/mail.ts";
import { postSigned } from "../../platform/outbound/signed-post.ts";
import type { Delivery, Subscriber } from "../../platform/outbox/delivery.ts";
import { systemActor } from "../../platform/work/actor.ts";
import type { Services } from "../../platform/work/services.ts";
import type { Work } from "../../platform/work/work.ts";
import type { Works } from "../../platform/work/works.ts";
import { findDeliveryConfig } from "../delivery-configs/store.ts";
import { mailOf } from "../mail/mail.ts";
import { mandrillCall } from "../mail/mandrill.ts";
import { sendsMail } from "../mail/settings.ts";
import { type ComposedMessage, composed } from "../mailbox/composed.ts";
import type { TargetName } from "../outgoing/consumer.ts";
import { elevatedToken } from "../outgoing/elevated-token.ts";
import { namespace } from "../outgoing/message.ts";
import { answerMs, requireSuccess, toServices } from "../outgoing/services.ts";
import { isSilent, type Parcel } from "../targets/target.ts";
import { deliverable, Targets } from "../targets/targets.ts";
import { keyBy, laneBy, settingsOf, type Way, waysTo } from "../targets/through.ts";
import { anySender, copiesTo, findTarget, type SenderTarget, sendersFor } from "./recipients.store.ts";
import { messageSenderTable } from "./store.ts";

/** A message that one sender is to send, as it waits. */
interface SenderMessage extends Way {
  /** Key of the sender: it may be renamed or changed meanwhile. */
  readonly sender: number;
  /** Key of the user. */
  readonly recipient: number;
  readonly message: Message;
}

declare module "../../platform/outbox/announcements.ts" {
  interface Announcements {
    SenderMessage: SenderMessage;
  }
}

const actor = systemActor("message-senders");

/** Targets that messages are sent through, among those of a delivery configuration. */
const senderTargets = (shown: unknown): TargetName[] => [
  ...deliverable(shown),
  ...(["MessageSender", "Mandrill", "Mailchimp"] as const).filter((name) => (shown as DeliveryTargets)[name]),
];

/** Finds the senders of each message: every one of them is then told by itself, however the others fare. */
export function messageRouting(works: Works): Subscriber<Delivery<(typeof messageTypes)[number]>> {
  return {
    name: "message-routing",
    types: messageTypes,
    wanted: anySender,
    async deliver({ marketplaceId, type, key, payload: message }) {
      const recipient = recipientOf(key);
      await works.run(marketplaceId, actor, "write", async ({ db, announce }) => {
        for (const sender of await sendersFor(db, type, recipient))
          for (const way of waysTo(sender, senderTargets))
            await announce("SenderMessage", keyBy(way, `sender/${sender.key}`, key), {
              sender: sender.key,
              recipient,
              message,
              ...way,
            });
      });
    },
  };
}

/** Claims of a token of a user's; `undefined` where they may not sign in any more. */
export type RecipientClaims = (work: Work, userKey: number) => Promise<Claims | undefined>;

/**
 * Tells senders what to send. Those that do not send to the user any more, and users who became inactive meanwhile, are
 * passed over (docs/behaviour/integrations.md §4).
 */
export function messageDeliveries(
  works: Works,
  { outbound, secrets, tokens, mail }: Pick<Services, "outbound" | "secrets" | "tokens" | "mail">,
  claimsOf: RecipientClaims,
  targets = new Targets({ outbound }),
): Subscriber<Delivery<"SenderMessage">> {
  return {
    ...toServices,
    isSilence: (error) => isSilent(error) || isMailSilence(error),
    name: "message-senders",
    types: ["SenderMessage"],
    targetOf({ payload }) {
      const waiting = payload as SenderMessage;
      return laneBy(waiting, `sender/${waiting.sender}`);
    },
    async deliver({
      id,
      marketplaceId,
      key,
      announcedAt: at,
      payload: { sender, recipient, message, config, target: name },
    }) {
      const type = message.MessageType;
      const found = await works.run(marketplaceId, actor, "read", async (work) => {
        const [target, copies, claims, said, through] = await Promise.all([
          findTarget(work.db, sender, type, recipient),
          copiesTo(work.db, sender, type, recipient),
          claimsOf(work, recipient),
          composed(work.db, message),
          name && findDeliveryConfig(work.db, config ?? ""),
        ]);
        const settings = name && settingsOf(secrets, through, name);
        return target && claims && said && { target, copies, claims, said, settings };
      });
      if (found === undefined) return undefined;
      const { target, copies, claims, said, settings } = found;
      // What it was told through is gone meanwhile, or its address.
      if (name === undefined ? target.url === null : settings === undefined) return undefined;
      if (name === "Mandrill" || name === "Mailchimp") {
        const call = mandrillCall(
          settings as MailchimpConfig,
          `${marketplaceId}.${id}`,
          said,
          target.xp?.value,
          copies,
        );
        return requireSuccess(
          "mail service",
          await outbound.send({ marketplaceId, ...call, timeoutMs: answerMs }),
          true,
        );
      }
      if (name === undefined && sendsMail(target.url)) {
        await mail.send(mailOf(`${marketplaceId}.${id}`, said, target.xp?.value, copies));
        return undefined;
      }
      const token = await elevatedToken(tokens, claims, target.elevatedRoles.value as string[]);
      const body = payloadText(said, target, copies, token);
      if (name !== undefined && name !== "MessageSender" && settings !== undefined) {
        const payload = parseJson(body) as Parcel["payload"];
        return targets.send(name, settings as never, {
          id,
          marketplaceId,
          key,
          at,
          confidential: true,
          type: `${namespace}messages`,
          payload,
        });
      }
      const { Endpoint, Secret } = (settings ?? {}) as Partial<MessageSenderConfig>;
      const reply = await postSigned(outbound, {
        marketplaceId,
        url: addressFor(Endpoint ?? target.url ?? "", type),
        body,
        secret: Secret ?? (target.sharedKey && openSealed(secrets, messageSenderTable.name, target.sharedKey)),
        timeoutMs: answerMs,
      });
      return requireSuccess("message sender", reply, true);
    },
  };
}

const addressFor = (url: string, type: MessageType): string => url.replaceAll(/\{messagetype\}/gi, type.toLowerCase());

/** The JSON text of a message, with the sender's own properties as they were written. */
function payloadText(message: ComposedMessage, { xp }: SenderTarget, copies: readonly string[], token: string): string {
  const parts: Readonly<Record<keyof wire.MessageSenderPayload, string>> = {
    OcLogIdHeader: JSON.stringify(message.OcLogIdHeader),
    Environment: JSON.stringify(message.Environment),
    BuyerID: JSON.stringify(message.BuyerID),
    UserToken: JSON.stringify(token),
    Recipient: JSON.stringify(message.Recipient),
    CCList: JSON.stringify(copies),
    EventBody: message.eventBody,
    MessageType: JSON.stringify(message.MessageType),
    ConfigData: xp?.text ?? "null",
  };
  return `{${Object.entries(parts)
    .map(([name, text]) => `"${name}":${text}`)
    .join(",")}}`;
}
