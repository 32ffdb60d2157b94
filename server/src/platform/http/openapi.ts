import {
  brief,
  compatibleOperations,
  type EnumName,
  errors,
  extensionOperations,
  type Field,
  type Limit,
  type ListOptions,
  limits,
  listArguments,
  type ModelName,
  type Operation,
  oneOf,
  parameterTarget,
  portalOperations,
  portalResources,
  type Resource,
  resources,
  roles,
  serviceCalls,
  signInOperations,
  singleSignOn,
} from "@orderwell/contract";
import { fieldSchema, modelReference, namedSchemas, referenceTo, type Schema } from "./openapi-schema.ts";
import { tagOf, tagsOf } from "./openapi-tags.ts";

export interface OpenApiOptions {
  /** Without a slash at the end, without `/v1`. */
  readonly baseUrl: string;
  /** Four numbers, as `/env` reports them. Clients fetch the document anew when the two differ. */
  readonly version: string;
}

/** API that a document describes. */
interface Api {
  readonly title: string;
  /** Path before every other. */
  readonly base: string;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly resources: readonly Resource[];
  /** Path of the endpoint that gives its tokens. */
  readonly tokenPath: string;
}

const core: Api = {
  title: "Orderwell",
  base: "/v1",
  operations: compatibleOperations,
  resources: Object.values(resources),
  tokenPath: "/oauth/token",
};

/** Operations beyond those that compatible clients know, apart so that SDKs made from the other document stay the same. */
export const extensionsApi: Api = {
  title: "Orderwell extensions",
  base: "/v1",
  operations: extensionOperations,
  resources: Object.values(resources),
  tokenPath: "/oauth/token",
};

/** Accounts of the portal, and their marketplaces. */
export const portalApi: Api = {
  title: "Orderwell portal",
  base: "/portal/api/v1",
  operations: portalOperations,
  resources: Object.values(portalResources),
  tokenPath: "/portal/api/v1/oauth/token",
};

/** Tokens and single sign-on. */
export const signInApi: Api = {
  title: "Orderwell sign-in",
  base: "",
  operations: signInOperations,
  resources: [...["Auth", "UserInfo", "Certs"].map((name) => resources[name] as Resource), singleSignOn],
  tokenPath: "/oauth/token",
};

const documents = new Map<string, object>();
const documentsKept = 16;

/**
 * The API as an OpenAPI 3.0 document. Clients build forms and lists from it at run time, and generators SDKs: what they look
 * for, and in which form, is in docs/behaviour/portal-and-tools.md §9.
 */
export function openApiDocument(options: OpenApiOptions, api: Api = core): object {
  const key = `${options.version} ${api.title} ${options.baseUrl}`;
  const known = documents.get(key);
  if (known) return known;
  const document = build(options, api);
  const [oldest] = documents.keys();
  if (documents.size >= documentsKept && oldest !== undefined) documents.delete(oldest);
  documents.set(key, document);
  return document;
}

function build({ baseUrl, version }: OpenApiOptions, api: Api): object {
  const { title, base, operations, tokenPath } = api;
  const all = Object.values(operations);
  const described = new Set(all.map(({ resource }) => resource));
  const resources = api.resources.filter(({ name }) => described.has(name));
  return {
    openapi: "3.0.0",
    info: { title, version },
    servers: [{ url: `${baseUrl}${base}` }],
    tags: tagsOf(resources),
    paths: paths(all, base, baseUrl),
    components: {
      schemas: { ...namedSchemas(usedModels(all), usedEnums(all)), ...(api === core && extraSchemas()) },
      responses: { Error: { description: "What went wrong.", content: json(errorBody) } },
      securitySchemes: { OAuth2: { type: "oauth2", flows: flows(`${baseUrl}${tokenPath}`) } },
    },
  };
}

const errorBody: Schema = {
  type: "object",
  properties: { Errors: { type: "array", items: modelReference("ApiError") } },
};

function flows(url: string): object {
  const flow = { tokenUrl: url, refreshUrl: url, scopes: roles };
  return { password: flow, clientCredentials: flow };
}

/** The grants of the token endpoint share one route and appear as one operation. */
function paths(all: readonly Operation[], base: string, baseUrl: string): Record<string, Record<string, object>> {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of all) {
    const below = operation.path.startsWith(`${base}/`);
    const path = below ? operation.path.slice(base.length) : operation.path;
    const method = operation.method.toLowerCase();
    paths[path] ??= {};
    paths[path][method] ??= { ...describe(operation), ...(!below && { servers: [{ url: baseUrl }] }) };
  }
  return paths;
}

function describe(operation: Operation): object {
  return {
    operationId: operation.id,
    tags: [tagOf(operation.resource)],
    summary: operation.summary,
    parameters: parameters(operation),
    ...(operation.body && { requestBody: requestBody(operation.body) }),
    responses: {
      [operation.status]: {
        description: "Success.",
        ...(operation.reply && { content: json(replySchema(operation)) }),
      },
      ...refusals(operation),
      default: { $ref: "#/components/responses/Error" },
    },
    security: security(operation.access),
  };
}

/** Codes beyond the general ones, by their status. */
function refusals({ raises }: Operation): Record<string, object> {
  const byStatus = Map.groupBy(raises, (code) => errors[code].status);
  const replies = [...byStatus].map(([status, codes]) => [
    status,
    { description: codes.join(", "), content: json(errorBody) },
  ]);
  return Object.fromEntries(replies);
}

function security(access: Operation["access"]): object[] {
  if (access === "open") return [];
  return [{ OAuth2: access === "token" ? [] : ["FullAccess", ...access.roles] }];
}

function requestBody(body: NonNullable<Operation["body"]>): object {
  const schema = { allOf: [modelReference(body.model)], ...(body.required.length && { required: body.required }) };
  return {
    required: !body.optional,
    content: body.form ? { "application/x-www-form-urlencoded": { schema } } : json(schema),
  };
}

function replySchema({ reply, list }: Operation): Schema {
  const item = modelReference(reply!.model);
  if (!list) return item;
  const items = { type: "array", items: item };
  if (list.kind === "array") return items;
  return {
    type: "object",
    properties: { Meta: modelReference(list.facets ? "MetaWithFacets" : "Meta"), Items: items },
  };
}

const json = (schema: Schema) => ({ "application/json": { schema } });

/** Generators know the arguments of lists by their names: those that a list takes from older clients only are left out. */
function parameters({ pathParams, query, list }: Operation): object[] {
  const inPath = (name: string, { description, ...field }: Field) => ({
    name,
    in: "path",
    required: true,
    description: brief(description ?? ""),
    schema: { ...fieldSchema({ ...field, nullable: false }), ...referenceTo(parameterTarget(name)) },
  });
  const inQuery = (name: string, { deprecated, required, expected, description, ...field }: Field) => ({
    name,
    in: "query",
    description: brief(description ?? ""),
    ...((required || expected) && { required: true }),
    ...(deprecated && { deprecated }),
    schema: { ...fieldSchema({ ...field, nullable: false }), ...referenceTo(parameterTarget(name)) },
  });
  return [
    ...Object.entries(pathParams).map(([name, field]) => inPath(name, field)),
    ...Object.entries(query)
      .filter(([name, { deprecated }]) => !(deprecated && name in listArguments))
      .map(([name, field]) => inQuery(name, field)),
    ...(list ? listParameters(list) : []),
  ];
}

function listParameters(list: ListOptions): object[] {
  const parameter = (name: keyof typeof listArguments, schema: Schema, more: object = {}) => ({
    name,
    in: "query",
    description: listArguments[name],
    ...more,
    schema,
  });
  const named = (fields: readonly string[], { most }: Limit) => ({
    type: "array",
    maxItems: most,
    items: fields[0] === "*" ? { type: "string" } : { type: "string", enum: fields },
  });
  const commaSeparated = { style: "form", explode: false };
  const descending = list.sortable.filter((field) => field !== "*").map((field) => `!${field}`);
  return [
    ...(list.searchable.length
      ? [
          parameter("search", { type: "string" }),
          parameter("searchOn", named(list.searchable, limits.searchFields), commaSeparated),
          ...(list.kind === "premium" ? [parameter("searchType", fieldSchema(oneOf("SearchType")))] : []),
        ]
      : []),
    ...(list.sortable.length
      ? [parameter("sortBy", named([...list.sortable, ...descending], limits.sortKeys), commaSeparated)]
      : []),
    ...(list.kind === "array"
      ? []
      : [
          parameter("page", { type: "integer", format: "int32", minimum: 1, default: 1 }),
          parameter("pageSize", {
            type: "integer",
            format: "int32",
            minimum: 1,
            maximum: limits.pageSize.most,
            default: 20,
          }),
        ]),
    ...(list.kind === "full" || list.kind === "premium"
      ? [
          parameter(
            "filters",
            { type: "object", additionalProperties: { type: "string" } },
            { style: "form", explode: true },
          ),
        ]
      : []),
  ];
}

function* usedEnums(all: readonly Operation[]): Iterable<EnumName> {
  for (const { pathParams, query, list } of all) {
    if (list?.kind === "premium") yield "SearchType";
    for (const field of [...Object.values(pathParams), ...Object.values(query)]) if (field.enum) yield field.enum;
  }
}

/** Types that SDKs export although no operation takes or gives them. */
function extraSchemas(): Record<string, Schema> {
  const { Order } = namedSchemas(["Order"]) as { readonly Order: { readonly properties: object } };
  const LineItems = { type: "array", items: modelReference("LineItem"), readOnly: true };
  return {
    Authentication: { type: "object", properties: { access_token: { type: "string" } } },
    ExtendedOrder: { ...Order, properties: { ...Order.properties, LineItems } },
  };
}

function* usedModels(all: readonly Operation[]): Iterable<ModelName> {
  yield* ["ApiError", "Meta", "MetaWithFacets"];
  for (const { body, reply } of all) {
    if (body) yield body.model;
    if (reply) yield reply.model;
  }
}

/**
 * Calls that the platform makes to services of the marketplace's, as an OpenAPI document: under `x-webhooks`, which is
 * `webhooks` of OpenAPI 3.1, by `Kind.Occasion`.
 */
export function callsDocument({ version }: Pick<OpenApiOptions, "version">): object {
  const calls = serviceCalls.map(({ id, summary, path, body, reply }) => {
    const answer = { description: "Success.", ...(reply && { content: json(modelReference(reply)) }) };
    const call = {
      operationId: id,
      summary,
      ...(path && { "x-path": path }),
      requestBody: { required: true, content: json(modelReference(body)) },
      responses: { 200: answer },
    };
    return [id, { post: call }] as const;
  });
  const named = serviceCalls.flatMap(({ body, reply }) => (reply ? [body, reply] : [body]));
  return {
    openapi: "3.0.0",
    info: { title: "Orderwell calls to services", version },
    paths: {},
    "x-webhooks": Object.fromEntries(calls),
    components: { schemas: namedSchemas(named) },
  };
}
