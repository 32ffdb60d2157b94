import { isDeepStrictEqual } from "node:util";
import type { MeUser } from "@orderwell/contract";
import { type Caller, hasRole } from "../../platform/access/caller.ts";
import { apiError } from "../../platform/errors/api-error.ts";

/**
 * Only who holds MeXpAdmin may change their own extended properties. Bodies that repeat what is stored pass, since
 * clients send back whole objects; so does an empty object where nothing is stored, which the .NET SDK sends by itself.
 *
 * @throws ApiError User.XPNotAllowed
 */
export function checkXp(caller: Caller, draft: Pick<MeUser, "xp">, before: Pick<MeUser, "xp">): void {
  if (hasRole(caller, "MeXpAdmin") || isDeepStrictEqual(filled(draft.xp), filled(before.xp))) return;
  throw apiError("User.XPNotAllowed");
}

const filled = (xp: MeUser["xp"]) => (isDeepStrictEqual(xp, {}) ? null : xp);
