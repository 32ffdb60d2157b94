import { recordActivity, refuseImpersonator } from "../../people/index.ts";
import { grantedRoles, mayImpersonate } from "../../platform/access/roles.ts";
import { apiError, notFound } from "../../platform/errors/api-error.ts";
import { sameId } from "../../platform/ids.ts";
import type { Call } from "../../platform/operation/call.ts";
import { type Implementation, implementSome } from "../../platform/operation/implement.ts";
import { claimsOf, inactivity, mayUse } from "../accounts/admission.ts";
import { findByKey, findClient } from "../accounts/store.ts";
import { findTarget, permittedRoles } from "./store.ts";

/** Tokens with which somebody acts as a buyer's user (docs/behaviour/authentication.md §7). */
export function impersonationOperations(): Implementation[] {
  return implementSome("Users", { GetAccessToken: impersonate });
}

/** Roles that are asked for. FullAccess, which storefronts always ask for, is all that the configurations allow. */
function wanted(
  { Roles, CustomRoles }: Pick<Call<"Users.GetAccessToken">["body"], "Roles" | "CustomRoles">,
  allowed: ReadonlySet<string>,
): readonly string[] {
  const asked = [...(Roles ?? []), ...(CustomRoles ?? [])];
  return asked.includes("FullAccess") && !allowed.has("FullAccess") ? [] : asked;
}

/**
 * Gives a token to act as a user. The roles come from configurations alone: neither the caller's own nor the user's.
 * A caller of another buyer than the user's learns nothing of who is there unless a configuration admits them.
 *
 * @throws ApiError Impersonation.ClientIDNotFound, Impersonation.BuyerNotAssigned, Impersonation.ConfigError, NotFound,
 *   Auth.ClientNotActive, Auth.CompanyNotActive, Auth.UserNotActive, Auth.UnauthorizedRole, Auth.ImpersonatorProhibited
 */
async function impersonate(call: Call<"Users.GetAccessToken">) {
  const { actor, db, now, body, path, services } = call;
  if (actor.anonymousOrderId !== null) throw apiError("Auth.AnonUserProhibited");
  // Permission to act as somebody does not go on to whom they may act as: it would outlive itself.
  refuseImpersonator(actor);
  const client = await findClient(db, body.ClientID.trim());
  if (client === undefined) throw apiError("Impersonation.ClientIDNotFound", { ClientID: body.ClientID });
  if (!client.active) throw apiError("Auth.ClientNotActive");

  const foreign = actor.userType === "Buyer" && !sameId(path.buyerID, actor.companyId);
  const target = await findTarget(db, path.buyerID, path.userID);
  const account = target?.userKey == null ? undefined : await findByKey(db, Number(target.userKey), now);
  if (target === undefined || account === undefined) {
    if (foreign) throw apiError("Impersonation.ConfigError");
    throw target === undefined ? notFound("Buyer", path.buyerID) : notFound("User", path.userID);
  }
  const impersonator = { userKey: actor.userKey, buyerId: actor.userType === "Buyer" ? actor.companyId : null };
  const assigned = new Set(
    await permittedRoles(db, impersonator, { clientId: client.id, buyerId: target.buyerId, userKey: account.key }),
  );
  if (foreign && assigned.size === 0) throw apiError("Impersonation.ConfigError");
  if (!(await mayUse(db, client, account))) throw apiError("Impersonation.BuyerNotAssigned");
  if (assigned.size === 0) throw apiError("Impersonation.ConfigError");
  const inactive = inactivity(account);
  if (inactive !== undefined) throw apiError(inactive);

  const roles = grantedRoles(assigned, wanted(body, assigned), {
    minimum: [],
    maximum: client.maximumRoles.value as string[],
    maximumCustom: client.maximumCustomRoles.value as string[],
  });
  if (roles === undefined) throw apiError("Auth.UnauthorizedRole", { AllowedRoles: [...assigned].sort() });
  await recordActivity(db, [account.key], now);
  const seconds = client.accessTokenMinutes * 60;
  const { cver, elv = [] } = actor.claims;
  const by = { imp: String(actor.userKey), icver: cver, ...(mayImpersonate(new Set(elv)) && { ielv: true as const }) };
  return {
    access_token: await services.tokens.issue(
      { ...claimsOf(db, account, client, roles), u: String(account.key), ...by },
      seconds,
    ),
    expires_in: seconds - 1,
    token_type: "bearer",
    refresh_token: null,
  };
}
