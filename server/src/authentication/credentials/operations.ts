import {
  changePassword,
  forgetFailures,
  type PeopleDependents,
  passwordAhead,
  withPasswords,
} from "../../people/index.ts";
import { digest } from "../../platform/digest.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { withMinimumDuration } from "../../platform/minimum-duration.ts";
import type { OpenCall } from "../../platform/operation/call.ts";
import { type Implementation, implementOpen } from "../../platform/operation/implement.ts";
import { systemActor } from "../../platform/work/actor.ts";
import type { Work } from "../../platform/work/work.ts";
import { inactivity, mayUse } from "../accounts/admission.ts";
import { type Account, type Client, findByUsername, findClient } from "../accounts/store.ts";
import { sendOneTimePassword, sendPasswordRenewal, sendUsername } from "./send.ts";
import { hasResetCode, reachableUsers, takeResetCode, type Whom } from "./store.ts";

/** Credentials are sent and reset for whoever has no token. */
const actor = systemActor("forgotten-credentials", "shopper");

/** Works in the marketplace of an active client, in one transaction; does nothing for any other client. */
async function through(
  { clients, works, services, now, logId }: OpenCall,
  clientId: string,
  kind: "credential" | "message" | null,
  act: (work: Work, client: Client) => Promise<void>,
): Promise<boolean> {
  const id = clientId.trim().toLowerCase();
  const marketplaceId = await clients.marketplaceOf(id);
  if (marketplaceId === undefined) return false;
  if (kind !== null) services.limits.client(id, kind);
  return works.run(
    marketplaceId,
    actor,
    "write",
    async (work) => {
      const client = await findClient(work.db, id);
      if (client === undefined || !client.active) return false;
      await act(work, client);
      return true;
    },
    { now, logId },
  );
}

/** Sends something to everybody who is meant. Whoever asks learns nothing of whether there is anybody. */
async function sendToAll(
  call: OpenCall,
  clientId: string,
  whom: Whom,
  send: (work: Work, userKey: number, client: Client) => Promise<void>,
): Promise<void> {
  const sent = through(call, clientId, "message", async (work, client) => {
    for (const userKey of await reachableUsers(work.db, client, whom)) await send(work, userKey, client);
  });
  await withMinimumDuration(sent.then(() => {}));
}

const given = (text: string | null | undefined): text is string => text !== null && text !== undefined && text !== "";

/**
 * Operations on a forgotten password or username, for somebody without a token (docs/behaviour/authentication.md §8).
 */
export function forgottenCredentialsOperations(dependents: readonly PeopleDependents[]): Implementation[] {
  return implementOpen("ForgottenCredentials", {
    async SendVerificationCode(call) {
      const { ClientID, Username: username, Email: email, URL: url } = call.body;
      if (!given(username) && !given(email)) throw apiError("PasswordReset.MissingUsernameOrEmail");
      await sendToAll(call, ClientID, { username, email }, (work, userKey, client) =>
        sendPasswordRenewal(work, userKey, { type: "ForgottenPassword", client, url: url || null }),
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
    ResetPasswordByVerificationCode: (call) => withMinimumDuration(resetPassword(call, dependents)),
  });
}

/**
 * Only who has the code learns why it does not help: that the account is locked, or what the password lacks. Hashing comes
 * between a look at the code and the transaction that uses it up, and only for who has one.
 */
async function resetPassword(
  call: OpenCall<"ForgottenCredentials.ResetPasswordByVerificationCode">,
  dependents: readonly PeopleDependents[],
): Promise<void> {
  const { ClientID, Username } = call.body;
  const password = call.body.Password ?? "";
  const code = digest(call.path.verificationCode);
  const meant = async ({ db, now }: Work, client: Client): Promise<Account> => {
    const account = await findByUsername(db, Username, now);
    const good =
      account !== undefined &&
      inactivity(account) === undefined &&
      (await mayUse(db, client, account)) &&
      (await hasResetCode(db, account.key, code, now));
    if (!good) throw apiError("PasswordReset.InvalidVerification");
    return account;
  };
  let found: { readonly account: Account; readonly marketplaceId: string } | undefined;
  const known = await through(call, ClientID, "credential", async (work, client) => {
    found = { account: await meant(work, client), marketplaceId: work.marketplaceId };
  });
  if (!known || found === undefined) throw apiError("PasswordReset.MissingOrInvalidClientID");
  const { marketplaceId, account } = found;
  const passwords = await passwordAhead(call.services, marketplaceId, password, account.key);
  const still = await through(call, ClientID, null, async (work, client) => {
    const { db, now } = work;
    const { key, lockedOut } = await meant(work, client);
    if (!(await takeResetCode(db, key, code, now))) throw apiError("PasswordReset.InvalidVerification");
    if (lockedOut) throw apiError("PasswordReset.LockedOut");
    await changePassword(withPasswords(work, passwords), key, password, dependents);
    await forgetFailures(db, key);
  });
  if (!still) throw apiError("PasswordReset.MissingOrInvalidClientID");
}
