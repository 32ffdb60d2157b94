import { parseJson } from "../../platform/json/parse-json.ts";
import type { OutgoingMail } from "../../platform/outbound/mail.ts";
import type { ComposedMessage } from "../mailbox/composed.ts";
import { rendered } from "./render.ts";
import { mailSettings } from "./settings.ts";
import { type MailedMessage, variablesOf } from "./variables.ts";

/**
 * A message as mail, by the sender's templates or the usual ones.
 *
 * @param id the delivery's.
 * @param xp of the sender.
 * @throws Error where a template cannot be filled in.
 */
export function mailOf(
  id: string,
  { eventBody, ...message }: ComposedMessage,
  xp: unknown,
  copies: readonly string[],
): OutgoingMail {
  const { fromName, replyTo, template } = mailSettings(xp, message.MessageType);
  const { FirstName, LastName, Email } = message.Recipient;
  const mailed = { ...message, EventBody: parseJson(eventBody) } as unknown as MailedMessage;
  const { Subject, Html, Text } = rendered(template, variablesOf(mailed));
  return {
    id,
    fromName,
    replyTo,
    to: { name: [FirstName, LastName].filter(Boolean).join(" "), address: Email },
    cc: copies,
    subject: Subject,
    html: Html,
    text: Text,
  };
}
