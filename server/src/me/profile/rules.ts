import { isDeepStrictEqual } from "node:util";
import type { MeUser } from "@orderwell/contract";
import { type Caller, hasRole } from "../../platform/access/caller.ts";
import { apiError } from "../../platform/errors/api-error.ts";

/**
 * Only who holds MeXpAdmin may change his own extended properties. Bodies that repeat what is stored pass, since clients
 * send back whole objects.
 *
 * @throws ApiError User.XPNotAllowed
 */
export function checkXp(caller: Caller, draft: Pick<MeUser, "xp">, before: Pick<MeUser, "xp">): void {
  if (!hasRole(caller, "MeXpAdmin") && !isDeepStrictEqual(draft.xp, before.xp)) throw apiError("User.XPNotAllowed");
}
