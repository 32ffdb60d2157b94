import { error } from "../error.ts";

/** Group orders and their invitations. */
export const groupOrderErrors = {
  "GroupOrder.CannotModify": error(
    403,
    "Only the creator of the order manages its invitations.",
    "Use a token of the user who created the order.",
  ),
  "GroupOrder.CannotModifySubmittedOrder": error(403, "The order has been submitted.", "Start another order."),
  "GroupOrder.CannotDeleteWithLineItems": error(
    400,
    "Line items were added through this invitation.",
    "Remove the line items of the invitation first.",
  ),
  "GroupOrderInvitation.InvitationQuantityExceeded": error(
    400,
    "The order has as many invitations as it may have.",
    "Delete an invitation that is not needed first.",
  ),
  "GroupOrderInvitation.InvitationExpired": error(400, "The invitation has expired.", "Ask for a new invitation."),
  "GroupOrderInvitation.InvalidExpiration": error(
    400,
    "An invitation must expire in the future, within a year.",
    "Send an Expiration between now and a year from now.",
  ),
};
