import { error } from "../error.ts";
import { text } from "../field.ts";

/** Errors in the choice of whom something is assigned to. */
export const partyAssignmentErrors = {
  "PartyAssignment.CannotProvideBuyerAndSupplier": error(
    400,
    "Name a buyer or a supplier, not both.",
    "Send one of the two.",
  ),
  "PartyAssignment.CannotSpecifyBuyerAndSupplier": error(
    400,
    "BuyerID and SupplierID cannot both be set.",
    "Send one of the two.",
  ),
  "PartyAssignment.CannotSpecifyGroupAndUser": error(
    400,
    "UserID and UserGroupID cannot both be set.",
    "Send one of the two.",
  ),
  "PartyAssignment.GroupLevelNotAllowed": error(
    400,
    "This cannot be assigned to user groups.",
    "Leave UserGroupID out.",
    { Model: text({ nullable: true }), Property: text({ nullable: true }) },
  ),
  "PartyAssignment.InvalidGroupLevel": error(
    400,
    "userGroupID does not fit the level asked for.",
    "Leave userGroupID out, or ask for the level Group.",
  ),
  "PartyAssignment.InvalidUserLevel": error(
    400,
    "userID does not fit the level asked for.",
    "Leave userID out, or ask for the level User.",
  ),
  "PartyAssignment.RequiresBuyer": error(400, "BuyerID is required.", "Send BuyerID.", {
    Model: text({ nullable: true }),
    Property: text({ nullable: true }),
  }),
  "PartyAssignment.UserLevelNotAllowed": error(
    400,
    "This cannot be assigned to single users.",
    "Leave UserID out; assign to a user group of which the user is a member.",
    { Model: text({ nullable: true }), Property: text({ nullable: true }) },
  ),
};
