import type { HookedRequest } from "../../platform/operation/hooks.ts";

/**
 * Subject of a request: webhooks are told of one thing in the order of its changes. That is the object which the path
 * names last or the request created; for paths without one that mean the caller's own, whatever is theirs there. Any
 * other request stands alone.
 *
 * @param reply the JSON text of the reply's body.
 */
export function orderingKey({ operation, params, caller, logId }: HookedRequest, reply: string): string {
  const { id, path } = operation;
  const own = /^\/v1\/(me|cart)\b/.exec(path)?.[0];
  const created = id.includes(".Create") ? (JSON.parse(reply) as { ID?: string }).ID : undefined;
  const named = created === undefined ? path.slice(0, path.lastIndexOf("}") + 1) : `${path}/${created}`;
  if (named === "" && own === undefined) return logId;
  const subject = (named || (own as string))
    .slice(1)
    // An order is the same whichever way it is looked at.
    .replace("/{direction}", "")
    .replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? "")
    .toLowerCase();
  return own === undefined ? subject : `${subject} of ${caller.userKey}`;
}
