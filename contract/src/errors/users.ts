import { error } from "../error.ts";
import { listOf, text } from "../field.ts";

/** Users and user groups. */
export const userErrors = {
  "User.CannotDeleteDefaultContextUser": error(
    409,
    "The user is the default context user of an API client.",
    "Name another default context user in the API client first.",
  ),
  "User.CannotDeleteDevImpersonationUser": error(
    400,
    "This user is needed for signing in from the portal.",
    "Keep the user.",
  ),
  "User.CannotDeleteWithOpenOrder": error(
    400,
    "The user has open orders.",
    "Complete or cancel the orders that Data names first.",
    { UserID: text(), OrderIDs: listOf(text()) },
  ),
  "User.CannotMoveDefaultContextUser": error(
    400,
    "The user is the default context user of an API client.",
    "Name another default context user in the API client first.",
  ),
  "User.CannotMoveDevImpersonationUser": error(
    400,
    "This user is needed for signing in from the portal.",
    "Move another user.",
  ),
  "User.CannotMoveeWithOpenOrder": error(
    400,
    "The user has open orders.",
    "Say with orders which of them move, or complete them first.",
    { UserID: text(), OrderIDs: listOf(text()) },
  ),
  "User.IsNotTemp": error(400, "Only anonymous shoppers may do this.", "Use the token of an anonymous shopper."),
  "User.NotFound": error(404, "The user does not exist.", "Check the ID."),
  "User.UsernameMustBeUnique": error(
    409,
    "Another user has this username.",
    "Choose another username; it is unique over all users of the marketplace.",
  ),
  "User.XPNotAllowed": error(
    403,
    "Writing your own xp needs the role MeXpAdmin.",
    "Leave xp out, or use a token with the role.",
  ),
  "UserGroup.CannotDeleteApprovingGroup": error(
    400,
    "An approval rule names this user group.",
    "Delete the approval rule, or let it name another group, first.",
    { UserGroupID: text(), ApprovalRuleIDs: listOf(text()) },
  ),
};
