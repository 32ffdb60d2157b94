import type { MailchimpConfig, MessageType } from "@orderwell/contract";
import { parseJson } from "../../platform/json/parse-json.ts";
import type { OutboundRequest } from "../../platform/outbound/outbound.ts";
import type { ComposedMessage } from "../mailbox/composed.ts";
import { mailOf } from "./mail.ts";
import { type MailedMessage, variablesOf } from "./variables.ts";

/** Where Mailchimp Transactional, formerly Mandrill, takes messages. */
const service = "https://mandrillapp.com/api/1.0/messages";

/** What a sender's `xp` says of a type of message (docs/behaviour/integrations.md §4.2). */
interface TypeSettings {
  readonly MessageType?: MessageType;
  readonly TemplateName?: string | null;
  readonly Subject?: string | null;
  readonly FromEmail?: string | null;
  readonly FromName?: string | null;
}

function settingsFor(xp: unknown, type: MessageType): TypeSettings {
  const all = (xp as { readonly MessageTypeConfig?: unknown } | null | undefined)?.MessageTypeConfig;
  const entries = Array.isArray(all) ? (all as readonly (TypeSettings | null)[]) : [];
  return entries.find((one) => one?.MessageType === type) ?? {};
}

/**
 * The call by which Mailchimp Transactional mails a message: by the template of the account that the sender names for its
 * type, which is given the message's variables; without one as the platform itself would write it.
 *
 * @param id the delivery's.
 * @param xp of the sender.
 */
export function mandrillCall(
  { ApiKey }: MailchimpConfig,
  id: string,
  message: ComposedMessage,
  xp: unknown,
  copies: readonly string[],
): Pick<OutboundRequest, "url" | "method" | "headers" | "body"> {
  const { TemplateName, Subject, FromEmail, FromName } = settingsFor(xp, message.MessageType);
  const mail = mailOf(id, message, xp, copies);
  const said = { ...message, EventBody: parseJson(message.eventBody) } as unknown as MailedMessage;
  const common = {
    to: [{ email: mail.to.address, name: mail.to.name, type: "to" }, ...copies.map((email) => ({ email, type: "cc" }))],
    ...(FromEmail && { from_email: FromEmail }),
    ...((FromName || mail.fromName) && { from_name: FromName || mail.fromName }),
    ...(mail.replyTo && { headers: { "Reply-To": mail.replyTo } }),
    metadata: { delivery: id },
  };
  const body = TemplateName
    ? {
        key: ApiKey,
        template_name: TemplateName,
        template_content: [],
        message: {
          ...common,
          ...(Subject && { subject: Subject }),
          merge_language: "handlebars",
          global_merge_vars: Object.entries(variablesOf(said)).map(([name, content]) => ({ name, content })),
        },
      }
    : { key: ApiKey, message: { ...common, subject: Subject || mail.subject, html: mail.html, text: mail.text } };
  return {
    url: `${service}/${TemplateName ? "send-template" : "send"}.json`,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
}
