import { get, resource } from "../declare.ts";
import { integer, text } from "../field.ts";

export const changes = resource("Changes", {
  section: "Integrations",
  description: "What was changed in the marketplace, for search indexes and data warehouses that follow it.",
  userTypes: ["Seller"],
  extension: true,
  operations: [
    get("List", "/changes", {
      summary: "Follow what is changed: page by page, or as server-sent events where those are accepted.",
      access: "token",
      query: {
        after: text("Place to go on from. Without it the answer is the place at which to begin, and no changes."),
        resources: text(
          "Resources to follow, with commas between: `Products,Orders`. Without: all that the caller may read.",
        ),
        pageSize: integer("Changes to read, from 1 to 200. Default: 100.", { atLeast: 1, atMost: 200 }),
      },
      reply: "ChangePage",
    }),
  ],
  raises: {
    List: ["Changes.InvalidCursor", "Changes.CursorExpired", "Changes.UnknownResource", "Auth.InsufficientRoles"],
  },
});
