import { post, resource } from "../declare.ts";

export const groupOrders = resource("GroupOrders", {
  section: "Orders and fulfillment",
  description: "Access to someone else's order by invitation.",
  operations: [
    post("GetToken", "/grouporders/{invitationID}/token", {
      summary: "Get a token for adding line items to the order of an invitation.",
      reply: "AccessToken",
      access: "token",
      status: 200,
    }),
  ],
  raises: {
    GetToken: ["GroupOrderInvitation.InvitationExpired"],
  },
});
