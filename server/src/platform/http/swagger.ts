import { type OpenApiOptions, openApiDocument } from "./openapi.ts";
import type { Schema } from "./openapi-schema.ts";

interface Parameter {
  readonly name: string;
  readonly explode?: boolean;
  readonly schema: Schema;
}
interface Described {
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly content?: Content }>>;
}
type Content = Readonly<Record<string, { readonly schema: Schema }>>;
type Paths = Readonly<Record<string, Readonly<Record<string, Described & { readonly servers?: unknown }>>>>;
interface Document {
  readonly info: object;
  readonly tags: readonly object[];
  readonly paths: Paths;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses: Readonly<Record<string, { readonly content: Content }>>;
    readonly securitySchemes: {
      readonly OAuth2: {
        readonly flows: { readonly password: { readonly tokenUrl: string; readonly scopes: object } };
      };
    };
  };
}

/**
 * The OpenAPI document in the older format, Swagger 2.0, for generators that read no other. All its paths stand below one
 * base path: the token endpoint, which does not, is named by the security definition alone.
 */
export function swaggerDocument(options: OpenApiOptions): object {
  const { info, tags, paths, components } = openApiDocument(options) as Document;
  const { protocol, host, pathname } = new URL(options.baseUrl);
  const { tokenUrl, scopes } = components.securitySchemes.OAuth2.flows.password;
  const versioned = Object.entries(paths).filter(([, methods]) =>
    Object.values(methods).every(({ servers }) => !servers),
  );
  return {
    swagger: "2.0",
    info,
    host,
    basePath: `${pathname.replace(/\/$/, "")}/v1`,
    schemes: [protocol.slice(0, -1)],
    consumes: ["application/json"],
    produces: ["application/json"],
    tags,
    paths: mapped(Object.fromEntries(versioned), (methods) =>
      mapped(methods, (described) => operation(described, components.schemas)),
    ),
    definitions: mapped(components.schemas, definition),
    responses: mapped(components.responses, reply),
    securityDefinitions: { OAuth2: { type: "oauth2", flow: "password", tokenUrl, scopes } },
  };
}

const mapped = <From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));

type Schemas = Readonly<Record<string, Schema>>;

function operation({ parameters, requestBody, responses, ...same }: Described, schemas: Schemas): object {
  return {
    ...same,
    parameters: [...parameters.map((one) => parameter(one, schemas)), ...(requestBody ? [body(requestBody)] : [])],
    responses: mapped(responses, reply),
  };
}

/** Puts on a parameter itself what OpenAPI 3 says in its schema: neither objects nor references can be parameters. */
function parameter({ schema: declared, explode, ...same }: Parameter, schemas: Schemas): object {
  const schema = inPlace(declared, schemas);
  if (schema.type === "object")
    return { ...same, style: undefined, type: "string", description: "Any property of what is listed, and its value." };
  const { deprecated: _, ...limits } = definition(schema);
  const style = schema.type === "array" ? { collectionFormat: explode === false ? "csv" : "multi" } : {};
  return { ...same, style: undefined, deprecated: undefined, ...limits, ...style };
}

/** A schema with the enumeration that it, or its items, refers to in place. */
function inPlace({ $ref, ...same }: Schema, schemas: Schemas): Schema {
  const items = same.items as Schema | undefined;
  return {
    ...(typeof $ref === "string" && schemas[$ref.replace("#/components/schemas/", "")]),
    ...same,
    ...(items && { items: inPlace(items, schemas) }),
  };
}

const body = ({ required, content }: NonNullable<Described["requestBody"]>): object => ({
  name: "body",
  in: "body",
  required,
  schema: schemaOf(content),
});

function reply({ $ref, content, ...same }: { readonly $ref?: string; readonly content?: Content }): object {
  if ($ref) return { $ref: $ref.replace("#/components/", "#/") };
  return { ...same, ...(content && { schema: schemaOf(content) }) };
}

const schemaOf = (content: Content): Schema => definition(Object.values(content)[0]?.schema ?? {});

/** A schema without what Swagger 2.0 does not know: it goes under names that begin with `x-`. */
function definition(schema: Schema): Schema {
  const { $ref, properties, items, allOf, nullable, writeOnly, deprecated, ...same } = schema as {
    readonly $ref?: string;
    readonly properties?: Readonly<Record<string, Schema>>;
    readonly items?: Schema;
    readonly allOf?: readonly Schema[];
    readonly nullable?: boolean;
    readonly writeOnly?: boolean;
    readonly deprecated?: boolean;
  };
  return {
    ...same,
    ...($ref && { $ref: $ref.replace("#/components/schemas/", "#/definitions/") }),
    ...(properties && { properties: mapped(properties, definition) }),
    ...(items && { items: definition(items) }),
    ...(allOf && { allOf: allOf.map(definition) }),
    ...(nullable && { "x-nullable": true }),
    ...(writeOnly && { "x-writeOnly": true }),
    ...(deprecated && { "x-deprecated": true }),
  };
}
