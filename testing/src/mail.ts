import { once } from "node:events";
import type { AddressInfo } from "node:net";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer } from "smtp-server";
import type { Lifetime } from "./marketplace.ts";
import { until } from "./until.ts";

/** A mail as a server took it. */
export interface ReceivedMail extends Email {
  /** Addresses that it was handed over for. */
  readonly recipients: readonly string[];
  readonly raw: string;
}

export interface MailServer {
  /** `smtp://` with the user name and password that it demands. */
  readonly url: string;
  readonly mails: readonly ReceivedMail[];
  /** Waits until so many mails arrived, and returns them. */
  received(number: number): Promise<readonly ReceivedMail[]>;
}

interface Session {
  readonly envelope: { readonly rcptTo: readonly { readonly address: string }[] };
}

/**
 * A real mail server, for as long as a test takes.
 *
 * @param refuse says with which words a mail is not taken; undefined: it is.
 */
export async function mailServer(t: Lifetime, refuse: () => string | undefined = () => undefined): Promise<MailServer> {
  const mails: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: false,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onAuth: (
      { username, password }: { username: string; password: string },
      _session: Session,
      done: (error: Error | null, result?: object) => void,
    ) =>
      username === "shop" && password === "secret" ? done(null, { user: 1 }) : done(new Error("Invalid credentials")),
    onData: (stream: AsyncIterable<Buffer>, session: Session, done: (error?: Error) => void) => {
      (async () => {
        const raw = Buffer.concat(await Array.fromAsync(stream));
        const refusal = refuse();
        if (refusal !== undefined) throw Object.assign(new Error(refusal), { responseCode: 451 });
        const email = await PostalMime.parse(raw);
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        mails.push({ ...email, recipients, raw: raw.toString("utf8") });
      })().then(() => done(), done);
    },
  });
  const listening = server.listen(0, "127.0.0.1");
  await once(listening, "listening");
  t.after(() => new Promise<void>((closed) => server.close(closed)));
  const { port } = listening.address() as AddressInfo;
  return {
    url: `smtp://shop:secret@127.0.0.1:${port}`,
    mails,
    async received(number) {
      await until(
        () => mails.length >= number,
        () => `${mails.length} mails arrived instead of ${number}`,
      );
      return mails;
    },
  };
}
