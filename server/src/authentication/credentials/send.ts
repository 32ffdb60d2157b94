import { randomBytes } from "node:crypto";
import { announceMessage } from "../../people/index.ts";
import { digest } from "../../platform/digest.ts";
import type { Work } from "../../platform/work/work.ts";
import { claimsOf } from "../accounts/admission.ts";
import { type Account, type Client, findByKey } from "../accounts/store.ts";
import { addCode } from "./store.ts";

/**
 * A code to reset a password with is good for so long, and so is the token that goes with it
 * (docs/behaviour/authentication.md §8).
 */
const resetMinutes = 120;
const oneTimePasswordMinutes = 10;

/** Letters and digits that are not taken for one another: 32, so that a byte chooses fairly. */
const alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const oneTimePassword = (): string => Array.from(randomBytes(10), (byte) => alphabet[byte % 32]).join("");

/** Sends a user what they set a password with: a code, and a token that can do nothing else. */
export async function sendPasswordRenewal(
  work: Work,
  userKey: number,
  options: {
    readonly type: "ForgottenPassword" | "NewUserInvitation";
    readonly client: Client | null;
    readonly url: string | null;
  },
): Promise<void> {
  const { db, services, now } = work;
  const account = await findByKey(db, userKey, now);
  if (account === undefined || !account.active || !account.companyActive) return;
  const code = services.ids.next();
  const kept = { text: code, purpose: "PasswordReset", userKey, clientId: null, minutes: resetMinutes } as const;
  if (!(await addCode(db, kept, now))) return;
  await announceMessage(work, userKey, options.type, {
    Username: account.username,
    PasswordRenewalUrl: options.url,
    PasswordRenewalVerificationCode: code,
    PasswordRenewalAccessToken: await renewalToken(work, account, options.client, code),
  });
}

const renewalToken = ({ db, services }: Work, account: Account, client: Client | null, code: string): Promise<string> =>
  services.tokens.issue(
    { ...claimsOf(db, account, client, ["PasswordReset"]), u: String(account.key), code: digest(code) },
    resetMinutes * 60,
  );

/** Sends a user a password that signs them in once, through this client. */
export async function sendOneTimePassword(work: Work, userKey: number, client: Client): Promise<void> {
  const { db, now } = work;
  const account = await findByKey(db, userKey, now);
  const text = oneTimePassword();
  const kept = {
    text,
    purpose: "OneTimePassword",
    userKey,
    clientId: client.id,
    minutes: oneTimePasswordMinutes,
  } as const;
  if (account === undefined || !(await addCode(db, kept, now))) return;
  await announceMessage(work, userKey, "OneTimePassword", {
    Username: account.username,
    ClientID: client.id,
    OneTimePassword: text,
  });
}

/** Sends a user the name they sign in with. */
export async function sendUsername(work: Work, userKey: number): Promise<void> {
  const account = await findByKey(work.db, userKey, work.now);
  if (account !== undefined) await announceMessage(work, userKey, "ForgottenUsername", { Username: account.username });
}
