import type { SecurityProfile } from "@orderwell/contract";
import { roles as platformRoles } from "@orderwell/contract";
import { apiError, invalidProperty } from "../../platform/errors/api-error.ts";

const platform: ReadonlySet<string> = new Set(Object.keys(platformRoles).map((role) => role.toLowerCase()));

/**
 * Puts a profile into the form in which it is stored: every role once, every flag of the password rules set.
 *
 * A custom role that is called like one of the platform's would be taken for it when a token is read, so none may be
 * (docs/behaviour/authentication.md §9).
 *
 * @throws ApiError ValidationFailure
 */
export function settle(draft: SecurityProfile): void {
  draft.Roles = [...new Set(draft.Roles)];
  draft.CustomRoles = [...new Set(draft.CustomRoles)];
  for (const role of draft.CustomRoles) {
    if (role.trim() === "") throw invalidProperty("SecurityProfile", "CustomRoles", "A custom role needs a name.");
    if (platform.has(role.toLowerCase()))
      throw invalidProperty("SecurityProfile", "CustomRoles", `${role} is a role of the platform: put it into Roles.`);
  }
  const config = draft.PasswordConfig;
  if (config === null) return;
  if (config.LockoutDuration === 1)
    throw invalidProperty(
      "SecurityProfile",
      "PasswordConfig.LockoutDuration",
      "LockoutDuration must be 0 or at least 2.",
    );
  config.UpperCaseRequired ??= false;
  config.LowerCaseRequired ??= false;
  config.SpecialCharacterRequired ??= false;
  config.NumericRequired ??= false;
}

/** @throws ApiError SecurityProfile.ExternalRoleGroupReadOnly */
export function checkWritable(profile: SecurityProfile | null): void {
  if (profile?.IsExternalRoleGroup) throw apiError("SecurityProfile.ExternalRoleGroupReadOnly");
}

/** The arguments of the list of assignments must name companies of the role they ask for. */
export function checkCommerceRole(query: {
  readonly commerceRole?: string | undefined;
  readonly buyerID?: string | undefined;
  readonly supplierID?: string | undefined;
}): void {
  if (query.commerceRole === undefined) return;
  if (query.buyerID && query.commerceRole !== "Buyer") throw apiError("SecurityProfile.CannotProvideBuyerID");
  if (query.supplierID && query.commerceRole !== "Supplier") throw apiError("SecurityProfile.CannotProvideSupplierID");
}
