import { error } from "../error.ts";
import { text } from "../field.ts";

/** Security profiles. */
export const securityProfileErrors = {
  "SecurityProfile.CannotProvideBuyerID": error(
    400,
    "BuyerID does not fit the commerceRole.",
    "Leave buyerID out, or ask for the commerceRole Buyer.",
  ),
  "SecurityProfile.CannotProvideSupplierID": error(
    400,
    "SupplierID does not fit the commerceRole.",
    "Leave supplierID out, or ask for the commerceRole Supplier.",
  ),
  "SecurityProfile.InvalidPasswordConfiguration": error(
    400,
    "MinimumCharacterCount must be at least 10.",
    "Send 10 or more.",
    { Model: text({ nullable: true }), Property: text({ nullable: true }) },
  ),
  "SecurityProfile.ExternalRoleGroupReadOnly": error(
    403,
    "The security profile is kept by an external system.",
    "Change it where it is kept.",
  ),
};
