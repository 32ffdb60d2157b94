import { type Model, models, type Operation, type wire } from "@orderwell/contract";
import type { Claims, Tokens } from "../../platform/access/tokens.ts";
import { formatInstant } from "../../platform/dates.ts";
import { objectOf, parseJson } from "../../platform/json/parse-json.ts";
import type { QueryPair } from "../../platform/lists/pairs.ts";
import type { HookedRequest } from "../../platform/operation/hooks.ts";
import { elevatedToken } from "../outgoing/elevated-token.ts";
import { routeOf } from "./routes.ts";
import type { Target } from "./store.ts";

/** Report of a request to webhooks, apart from what is the webhook's own. JSON. */
export interface WebhookPayload {
  readonly route: string;
  readonly verb: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly date: string;
  readonly logId: string;
  /** JSON texts of the bodies. */
  readonly request: string;
  readonly response: string;
  /** Of the caller's token. */
  readonly claims: Claims;
}

/** @param response the JSON text of the reply's body; an empty object where there is none, or none yet. */
export function payloadOf(request: HookedRequest, response: string): WebhookPayload {
  const { operation, caller, params, query, body, now, logId } = request;
  return {
    route: routeOf(operation),
    verb: operation.method,
    params,
    query: queryParams(query),
    date: formatInstant(now),
    logId,
    request: JSON.stringify(withoutSecrets(operation, body) ?? {}),
    response: shownSecrets.has(operation.reply?.model) ? withoutReplied(operation, response) : response,
    claims: caller.claims,
  };
}

/** One text for each name: the values of one that is repeated are joined by commas. */
function queryParams(pairs: readonly QueryPair[]): Record<string, string> {
  const found = new Map<string, string>();
  for (const { name, value } of pairs) {
    const former = found.get(name);
    found.set(name, former === undefined ? value : `${former},${value}`);
  }
  return Object.fromEntries(found);
}

/** The JSON text of a webhook's payload, with a token of the caller's that holds the webhook's roles as well. */
export async function payloadText(payload: WebhookPayload, target: Target, tokens: Tokens): Promise<string> {
  const token = await elevatedToken(tokens, payload.claims, target.elevatedRoles.value as string[]);
  const parts: Readonly<Record<keyof wire.WebhookPayload, string>> = {
    Route: JSON.stringify(payload.route),
    RouteParams: JSON.stringify(payload.params),
    QueryParams: JSON.stringify(payload.query),
    Verb: JSON.stringify(payload.verb),
    Date: JSON.stringify(payload.date),
    LogID: JSON.stringify(payload.logId),
    UserToken: JSON.stringify(token),
    Request: `{"Body":${payload.request},"Headers":null}`,
    Response: `{"Body":${payload.response},"Headers":null}`,
    ConfigData: target.configData?.text ?? "null",
  };
  return `{${Object.entries(parts)
    .map(([name, text]) => `"${name}":${text}`)
    .join(",")}}`;
}

/** Models whose replies show what webhooks are not told. */
const shownSecrets: ReadonlySet<string | undefined> = new Set(
  Object.values(models as Readonly<Record<string, Model>>)
    .filter(({ fields }) => Object.values(fields).some(({ secret }) => secret))
    .map(({ name }) => name),
);

const withoutReplied = ({ reply }: Operation, response: string): string =>
  reply === undefined ? response : JSON.stringify(redacted(parseJson(response), models[reply.model]));

/** A body as it was sent, with null in place of passwords and of whatever else the API takes but never shows. */
function withoutSecrets({ body }: Operation, sent: unknown): unknown {
  const model = body && models[body.model];
  return model === undefined ? sent : redacted(sent, model);
}

function redacted(value: unknown, model: Model): unknown {
  if (Array.isArray(value)) return value.map((one) => redacted(one, model));
  if (typeof value !== "object" || value === null) return value;
  const fields = new Map(Object.entries(model.fields).map(([name, field]) => [name.toLowerCase(), field]));
  return objectOf(
    Object.entries(value).map(([key, held]): [string, unknown] => {
      const field = fields.get(key.toLowerCase());
      if (field?.writeOnly || field?.secret || (field?.type === "string" && /password$/i.test(key))) return [key, null];
      const name = (field?.items ?? field)?.model;
      return [key, name === undefined ? held : redacted(held, models[name])];
    }),
  );
}
