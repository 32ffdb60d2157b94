import type { PeopleDependents } from "../people/index.ts";
import { sendPasswordRenewal } from "./credentials/send.ts";
import { dropConfigsOf } from "./impersonation/store.ts";
import { findClient } from "./oauth/store.ts";

/**
 * What becoming a user of a buyer, and leaving one, mean to how he gets in (docs/behaviour/authentication.md §2, §7).
 */
export const identityDependents: PeopleDependents = {
  async createdUser(call, user) {
    const { actor: by } = call;
    const anonymous = by.kind === "user" && by.anonymousOrderId !== null;
    const client = anonymous ? await findClient(call.db, by.clientId, call.now) : undefined;
    await sendPasswordRenewal(call, user.key, { type: "NewUserInvitation", client: client ?? null, url: null });
  },

  /** Whom he acts as, and who acts as him, was settled with the buyer he leaves. */
  movingUser: (call, user) => dropConfigsOf(call.db, user.key),
};
