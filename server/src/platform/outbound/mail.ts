import { createTransport } from "nodemailer";

/** Where an installation hands its mail to, and whom it is from. */
export interface MailSettings {
  /** `smtp://user:password@host:587`, or `smtps://`. */
  readonly url: string;
  /** Address that all mail is from: what it comes from must be allowed to send for it. */
  readonly from: string;
}

/** Tells whether a text is one address, and nothing that a header would take for several. */
export const isMailAddress = (text: string): boolean => /^[^@\s<>,]+@[^@\s<>,]+$/.test(text);

/** A mail. Names and the subject may be any text: line breaks in them end no header. */
export interface OutgoingMail {
  /** The same in every attempt: what receivers recognise repetitions by. */
  readonly id: string;
  readonly fromName: string | null;
  readonly replyTo: string | null;
  readonly to: { readonly name: string; readonly address: string };
  readonly cc: readonly string[];
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** Time until a server that does not go on is given up, in milliseconds. */
const patienceMs = 20_000;

interface Transport {
  sendMail(mail: object): Promise<unknown>;
  close(): void;
}

/** Hands mail to a server by SMTP, over at most four connections. */
export class Mail {
  readonly #settings: MailSettings | undefined;
  #transport: Transport | undefined;

  /** @param settings absent: there is no mail here. */
  constructor(settings: MailSettings | undefined) {
    this.#settings = settings;
  }

  get isConfigured(): boolean {
    return this.#settings !== undefined;
  }

  /** @throws Error when the server does not take it. */
  async send({ id, fromName, replyTo, to, cc, subject, html, text }: OutgoingMail): Promise<void> {
    if (this.#settings === undefined) throw new Error("This installation sends no mail: ORDERWELL_SMTP_URL is not set");
    const { url, from } = this.#settings;
    this.#transport ??= createTransport({
      url,
      pool: true,
      maxConnections: 4,
      connectionTimeout: patienceMs,
      greetingTimeout: patienceMs,
      socketTimeout: patienceMs,
      // Nothing that a message says is a place to read from.
      disableFileAccess: true,
      disableUrlAccess: true,
    } as object) as Transport;
    await this.#transport.sendMail({
      messageId: `<${id}@${from.slice(from.indexOf("@") + 1)}>`,
      from: { name: oneLine(fromName ?? ""), address: from },
      to: { name: oneLine(to.name), address: to.address },
      cc: cc.map((address) => ({ name: "", address })),
      ...(replyTo !== null && { replyTo: { name: "", address: replyTo } }),
      subject: oneLine(subject),
      html,
      text,
      headers: { "Auto-Submitted": "auto-generated" },
    });
  }

  close(): void {
    this.#transport?.close();
  }
}

const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();

/** Tells whether nobody took a mail since the server did not answer, rather than since it refused. */
export const isMailSilence = (error: unknown): boolean =>
  ["ETIMEDOUT", "ECONNECTION", "ESOCKET", "EDNS", "ECONNREFUSED"].includes(
    String((error as { readonly code?: unknown } | null)?.code),
  );
