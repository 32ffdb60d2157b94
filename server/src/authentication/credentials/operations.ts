import { changePassword } from "../../people/index.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import type { OpenCall } from "../../platform/operation/call.ts";
import { type Implementation, implementOpen } from "../../platform/operation/implement.ts";
import { inactivity, mayUse } from "../oauth/sign-in.ts";
import { type Client, findByUsername, findClient, forgetFailures } from "../oauth/store.ts";
import { unhurried } from "../unhurried.ts";
import { type Sending, sendOneTimePassword, sendPasswordRenewal, sendUsername } from "./send.ts";
import { forgetCodes, reachableUsers, takeResetCode, type Whom } from "./store.ts";

type AnyOpenCall = Pick<OpenCall, "services" | "now" | "logId">;

/** Works in the marketplace of an active client, in one transaction; does nothing for any other client. */
async function through(
  { services, now, logId }: AnyOpenCall,
  clientId: string,
  work: (sending: Sending, client: Client) => Promise<void>,
): Promise<boolean> {
  const id = clientId.trim().toLowerCase();
  const marketplaceId = await services.clients.marketplaceOf(id);
  if (marketplaceId === undefined) return false;
  const found = await services.tenants.transaction(marketplaceId, "write", async (db) => {
    const client = await findClient(db, id, now);
    if (client === undefined || !client.active) return false;
    await work({ db, now, logId, services, announce: announcing(services, db) }, client);
    return true;
  });
  services.outbox.wake();
  return found;
}

const announcing =
  ({ outbox }: OpenCall["services"], db: TenantDb): Sending["announce"] =>
  (type, key, payload) =>
    outbox.announce(db, { marketplaceId: db.marketplaceId, type, key, payload });

/** Sends something to everybody who is meant. Whoever asks learns nothing of whether there is anybody. */
async function sendToAll(
  call: AnyOpenCall,
  clientId: string,
  whom: Whom,
  send: (sending: Sending, userKey: number, client: Client) => Promise<void>,
): Promise<void> {
  const work = through(call, clientId, async (sending, client) => {
    for (const userKey of await reachableUsers(sending.db, client, whom)) await send(sending, userKey, client);
  });
  await unhurried(work.then(() => {}));
}

const given = (text: string | null | undefined): text is string => text !== null && text !== undefined && text !== "";

/**
 * What somebody without a token can do about a forgotten password or username (docs/behaviour/authentication.md §8).
 */
export function forgottenCredentialsOperations(): Implementation[] {
  return implementOpen("ForgottenCredentials", {
    async SendVerificationCode(call) {
      const { ClientID, Username: username, Email: email, URL: url } = call.body;
      if (!given(username) && !given(email)) throw apiError("PasswordReset.MissingUsernameOrEmail");
      await sendToAll(call, ClientID, { username, email }, (sending, userKey, client) =>
        sendPasswordRenewal(sending, userKey, { type: "ForgottenPassword", client, url: url || null }),
      );
    },
    async SendOneTimePassword(call) {
      const { ClientID, Username: username, Email: email } = call.body;
      if (!given(username) && !given(email)) throw apiError("OneTimePasswordRequest.UsernameOrEmailRequired");
      await sendToAll(call, ClientID, { username, email }, sendOneTimePassword);
    },
    async RetrieveUsername(call) {
      const { clientID, email } = call.query;
      if (!given(clientID) || !given(email)) throw apiError("Auth.ClientIDAndEmailRequired");
      await sendToAll(call, clientID, { email }, sendUsername);
    },
    ResetPasswordByVerificationCode: (call) => unhurried(resetPassword(call)),
  });
}

/** Only who has the code learns why it does not help: that the account is locked, or what the password lacks. */
async function resetPassword(call: OpenCall<"ForgottenCredentials.ResetPasswordByVerificationCode">): Promise<void> {
  const { ClientID, Username, Password } = call.body;
  const known = await through(call, ClientID, async ({ db, now }, client) => {
    const account = await findByUsername(db, Username, now);
    const taken =
      account !== undefined &&
      inactivity(account) === undefined &&
      (await mayUse(db, client, account)) &&
      (await takeResetCode(db, account.key, call.path.verificationCode, now));
    if (!taken) throw apiError("PasswordReset.InvalidVerification");
    if (account.lockedOut) throw apiError("PasswordReset.LockedOut");
    await changePassword(db, account.key, Password ?? "", now);
    await forgetCodes(db, account.key);
    await forgetFailures(db, account.key);
  });
  if (!known) throw apiError("PasswordReset.MissingOrInvalidClientID");
}
