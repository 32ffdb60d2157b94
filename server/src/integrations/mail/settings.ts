import { enums, type MessageSender, type MessageType } from "@orderwell/contract";
import { invalidProperty } from "../../platform/errors/api-error.ts";
import { isMailAddress } from "../../platform/outbound/mail.ts";
import { mistakeIn, templateParts } from "./render.ts";
import { type Template, usualTemplate } from "./templates.ts";

/** Address of senders whose messages the platform mails itself. */
export const mailAddress = "orderwell:mail";

export const sendsMail = (url: string | null): boolean => url?.trim().toLowerCase() === mailAddress;

/** The `Mail` of a sender's `xp` (docs/behaviour/integrations.md §4.1). */
interface MailSettings {
  readonly FromName?: string | null;
  readonly ReplyTo?: string | null;
  readonly Templates?: Readonly<Partial<Record<MessageType, Partial<Template> | null>>> | null;
}

const texts = ["FromName", "ReplyTo"] as const;

/** @throws ApiError ValidationFailure naming what in `xp` is wrong. */
export function checkMailSettings(xp: MessageSender["xp"]): void {
  const mail = (xp as { readonly Mail?: unknown } | null)?.Mail;
  if (mail === undefined || mail === null) return;
  const settings = objectAt(mail, "xp.Mail");
  for (const name of texts) textAt(settings[name], `xp.Mail.${name}`);
  if (typeof settings.ReplyTo === "string" && !isMailAddress(settings.ReplyTo))
    throw wrong("xp.Mail.ReplyTo", "must be one email address.");
  if (settings.Templates === undefined || settings.Templates === null) return;
  for (const [type, template] of Object.entries(objectAt(settings.Templates, "xp.Mail.Templates"))) {
    const at = `xp.Mail.Templates.${type}`;
    if (!(enums.MessageType as readonly string[]).includes(type)) throw wrong(at, "is no type of message.");
    if (template === null) continue;
    const parts = objectAt(template, at);
    for (const part of templateParts) {
      const text = textAt(parts[part], `${at}.${part}`);
      const mistake = text && mistakeIn(part, text);
      if (mistake) throw wrong(`${at}.${part}`, `cannot be read: ${mistake}`);
    }
  }
}

const wrong = (place: string, words: string) => invalidProperty("MessageSender", place, `${place} ${words}`);

function objectAt(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(place, "must be an object.");
  return value as Readonly<Record<string, unknown>>;
}

function textAt(value: unknown, place: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw wrong(place, "must be text.");
  return value;
}

/** How a sender's mail of a type is written. */
export function mailSettings(
  xp: unknown,
  type: MessageType,
): { fromName: string | null; replyTo: string | null } & {
  template: Template;
} {
  const {
    FromName = null,
    ReplyTo = null,
    Templates,
  } = ((xp as { Mail?: MailSettings } | null)?.Mail ?? {}) as MailSettings;
  const own = Templates?.[type] ?? {};
  const usual = usualTemplate(type);
  // Whoever writes one of the two bodies alone wants no other words in the second.
  const body =
    own.Html || own.Text ? { Html: own.Html ?? "", Text: own.Text ?? "" } : { Html: usual.Html, Text: usual.Text };
  return { fromName: FromName, replyTo: ReplyTo, template: { Subject: own.Subject || usual.Subject, ...body } };
}
