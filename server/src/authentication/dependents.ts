import type { PeopleDependents } from "../people/index.ts";
import { invalidateAccess } from "../platform/access/access.ts";
import { apiError } from "../platform/errors/api-error.ts";
import { findClient } from "./accounts/store.ts";
import { isDefaultContextUser } from "./api-clients/store.ts";
import { sendPasswordRenewal } from "./credentials/send.ts";
import { forgetCodes, takeResetCode } from "./credentials/store.ts";
import { guardGroup, guardUser } from "./full-access/guards.ts";
import { dropConfigsOf } from "./impersonation/store.ts";
import { removeRefreshTokens } from "./oauth/store.ts";

/**
 * Consequences of becoming a user of a buyer, and of leaving one, for how they get in (docs/behaviour/authentication.md
 * §2, §7), and the guards of FullAccess (§9.1).
 */
export const identityDependents: PeopleDependents = {
  async createdUser(call, user) {
    const { actor: by } = call;
    const anonymous = by.kind === "user" && by.anonymousOrderId !== null;
    const client = anonymous ? await findClient(call.db, by.clientId) : undefined;
    await sendPasswordRenewal(call, user.key, { type: "NewUserInvitation", client: client ?? null, url: null });
  },

  async deletingUser({ db }, user) {
    if (await isDefaultContextUser(db, user.key)) throw apiError("User.CannotDeleteDefaultContextUser");
  },

  /** Ends whom they act as, and who acts as them: that was settled with the buyer they leave. */
  async movingUser({ db }, user) {
    if (await isDefaultContextUser(db, user.key)) throw apiError("User.CannotMoveDefaultContextUser");
    await dropConfigsOf(db, user.key);
  },

  changingCredentials: ({ db }, user) => forgetCodes(db, user.key),

  async spendingCode({ db, now }, user, codeDigest) {
    if (!(await takeResetCode(db, user.key, codeDigest, now))) throw apiError("Auth.TokenRevoked");
  },

  givenAccess: (work, user) => guardUser(work, user.key),

  async joinedGroup(work, group, user) {
    const [isContextUser] = await Promise.all([isDefaultContextUser(work.db, user.key), guardGroup(work, group.key)]);
    // What the group gives them the next guest is to have.
    if (isContextUser) await invalidateAccess(work);
  },

  revokingTokens: ({ db }, user) => removeRefreshTokens(db, user.key),
};
