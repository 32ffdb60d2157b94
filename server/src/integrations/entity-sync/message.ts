const namespace = "sitecore.ordercloud.messages.";

/**
 * The JSON text of a message as an HTTP target gets it (docs/behaviour/integrations.md §5.1, §6.1).
 *
 * @param type without the namespace that all have.
 * @param userId the one who made it happen; people of the marketplace are never anonymous.
 */
export const message = (type: string, userId: string, says: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    Headers: { type: `${namespace}${type}` },
    Payload: { UserContext: { ID: userId, AnonymousId: null }, ...says },
  });
