import { type Operation, operations, type WebhookRoute } from "@orderwell/contract";
import { invalidProperty } from "../../platform/errors/api-error.ts";

/** The template under which webhooks know an operation: `v1/buyers/{buyerID}`. */
export const routeOf = ({ path }: Operation): string => path.slice(1);

const folded = (route: string, verb: string): string => `${verb.trim().toUpperCase()} ${route.trim().toLowerCase()}`;

/** Every operation that a webhook can name. */
const known: ReadonlyMap<string, Operation> = new Map(
  Object.values(operations)
    .filter(({ webhook }) => webhook)
    .map((operation) => [folded(routeOf(operation), operation.method), operation]),
);

export const operationAt = ({ Route, Verb }: WebhookRoute): Operation | undefined =>
  known.get(folded(Route ?? "", Verb ?? ""));

/** The routes in the spelling of the contract, each once. @throws ApiError ValidationFailure naming one that is not there. */
export function knownRoutes(routes: readonly WebhookRoute[]): WebhookRoute[] {
  const found = new Map<string, WebhookRoute>();
  for (const [index, route] of routes.entries()) {
    const operation = operationAt(route);
    if (operation === undefined) {
      const message = `There is no write ${route.Verb ?? ""} ${route.Route ?? ""} that a webhook could hear of.`;
      throw invalidProperty("Webhook", `WebhookRoutes[${index}]`, message);
    }
    found.set(operation.id, { Route: routeOf(operation), Verb: operation.method });
  }
  return [...found.values()];
}
