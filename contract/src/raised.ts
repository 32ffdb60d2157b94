import type { Field } from "./field.ts";
import type { ErrorCode, ModelName } from "./generated/names.ts";
import { models } from "./models.ts";
import type { Operation } from "./operation.ts";
import { references } from "./references.ts";

/**
 * Errors of any request: what is addressed is not there, a parameter does not fit, it cannot be read, the server
 * is busy, stops or fails.
 */
const always: readonly ErrorCode[] = [
  "NotFound",
  "TooManyRequests",
  "NotImplemented",
  "Api.Offline",
  "Api.Busy",
  "Request.TakesTooLong",
  "ServerError",
  "ValidationFailure",
  "Request.UrlTooLong",
  "Request.HeadersTooLarge",
  "Request.Malformed",
  "Request.TimedOut",
];
const ofTokens: readonly ErrorCode[] = ["InvalidToken", "Auth.TokenRevoked"];
const ofRoles: readonly ErrorCode[] = ["Auth.InsufficientRoles", "Auth.UserNotAuthorizedToAdmin"];
const ofLists: readonly ErrorCode[] = [
  "List.InvalidPageSize",
  "List.InvalidProperty",
  "List.InvalidSearchProperty",
  "List.InvalidSortProperty",
  "List.InvalidType",
  "Search.InvalidQuery",
  "Search.ResultSetTooLarge",
];

/** Every error an operation may answer with: those that follow from its declaration, then those it declares. */
export function errorsOf(operation: Operation): readonly ErrorCode[] {
  return [...new Set([...general(operation), ...operation.raises])];
}

/** Errors that follow from how an operation is called, by whom and with what. */
function* general(operation: Operation) {
  const { method, access, userTypes, anonymousProhibited, invited, query, list, body, webhook, newer } = operation;
  yield* always;
  if (access !== "open") yield* ofTokens;
  // Whoever was invited to an order has a token for its lines alone.
  if (access === "token" && !invited) yield "Auth.InsufficientRoles" satisfies ErrorCode;
  if (typeof access === "object") yield* ofRoles;
  else if (userTypes) yield "Auth.UserNotAuthorizedToAdmin" satisfies ErrorCode;
  if (anonymousProhibited) yield "Auth.AnonUserProhibited" satisfies ErrorCode;
  if (list) yield* ofLists;
  else if (Object.keys(query).length > 0) yield "List.InvalidType" satisfies ErrorCode;
  if (body) {
    yield "Request.InvalidContentType" satisfies ErrorCode;
    yield body.refusal ?? ("Request.InvalidRequestBody" satisfies ErrorCode);
    yield* ofModel(body.model, new Set());
  }
  if (method !== "GET") yield "ObjectInUse" satisfies ErrorCode;
  if (newer) yield "Auth.BetaForbiddenProduction" satisfies ErrorCode;
  if (webhook) yield "blocked by web hook" satisfies ErrorCode;
}

/** Codes that a model's properties, and what they refer to, name for what does not fit them. */
function* ofModel(name: ModelName, seen: Set<ModelName>): Iterable<ErrorCode> {
  if (seen.has(name)) return;
  seen.add(name);
  const { fields, refused = {} } = models[name];
  yield* Object.values(refused);
  for (const { unknown, fixed } of Object.values(references[name] ?? {})) {
    if (unknown) yield unknown;
    if (fixed && fixed !== "ignored") yield fixed;
  }
  if (fields.ID && !fields.ID.readOnly) yield "IdExists";
  for (const field of Object.values(fields)) if (!field.readOnly) yield* ofField(field, seen);
}

function* ofField({ missing, refusal, model, items }: Field, seen: Set<ModelName>): Iterable<ErrorCode> {
  if (missing) yield missing;
  if (refusal) yield refusal;
  if (model) yield* ofModel(model, seen);
  if (items) yield* ofField(items, seen);
}
