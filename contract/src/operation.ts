import type { Field } from "./field.ts";
import type { CodeFor } from "./generated/error-data.ts";
import type { ErrorCode, ModelName } from "./generated/names.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
export type CommerceRole = "Seller" | "Buyer" | "Supplier";
export const everyone: readonly CommerceRole[] = ["Seller", "Buyer", "Supplier"];

/** Ways in which a list may be searched, sorted and filtered. */
export interface ListOptions {
  /**
   * `full`: search, sort and filters over the declared fields. `premium`: the same over every field, with relevance,
   * `searchType` and alternatives between fields. `paged`: page and pageSize only. `array`: a bare array, no envelope.
   */
  readonly kind: "full" | "premium" | "paged" | "array";
  /** Fields that `searchOn` may name, in order of weight; `*` for any. */
  readonly searchable: readonly string[];
  /** Fields that `sortBy` may name, in the order of the default sort; `*` for any. */
  readonly sortable: readonly string[];
  /** `Meta.Facets` is part of the reply. */
  readonly facets?: true;
}

/** One call of the API. */
export interface Operation {
  /** `Resource.Method`, as SDKs, logs, metrics and documents name it. */
  readonly id: string;
  readonly resource: string;
  readonly method: Method;
  /** A further method that does the same, without a body, and is documented nowhere. */
  readonly also?: Method;
  /** From the root of the server, `{name}` for parameters: `/v1/buyers/{buyerID}`. */
  readonly path: string;
  readonly summary: string;
  readonly pathParams: Readonly<Record<string, Field>>;
  /** Named arguments of the query string. List options (`search`, `page`, filters, …) follow from `list`. */
  readonly query: Readonly<Record<string, Field>>;
  readonly list?: ListOptions;
  readonly body?: {
    readonly model: ModelName;
    /** PATCH: only what is present changes. */
    readonly partial?: true;
    /** Properties a full body must hold. */
    readonly required: readonly string[];
    /** The body may be left out. */
    readonly optional?: true;
    /** Code of the error for a body that is missing or no object. Default: Request.InvalidRequestBody. */
    readonly refusal?: CodeFor<{ readonly Problem: string }>;
    /** Sent as `application/x-www-form-urlencoded` instead of JSON. */
    readonly form?: true;
  };
  /** Absent: the reply has no body. */
  readonly reply?: { readonly model: ModelName; readonly list?: true };
  readonly status: 200 | 201 | 204 | 302;
  /** Any one of these suffices, and so does FullAccess. `token`: any valid token. `open`: no token needed. */
  readonly access: { readonly roles: readonly string[] } | "token" | "open";
  /** User types that may call at all, whatever their roles. Absent: every type. */
  readonly userTypes?: readonly CommerceRole[];
  /** Open to the tokens of group order invitations as well, to which nothing else is. */
  readonly invited?: true;
  /** Anonymous shoppers are refused with `Auth.AnonUserProhibited`. */
  readonly anonymousProhibited?: true;
  /**
   * What it is limited for, by address and API client: it looks at a credential, or it sends a message or registers
   * somebody.
   */
  readonly limited?: "credential" | "message";
  /** Server of the operation instead of its handler. Absent: its handler. */
  readonly servedBy?: "oauth" | "bulk";
  /** May be named by a webhook. */
  readonly webhook: boolean;
  /** Errors beyond those that follow from the rest of the declaration: see `errorsOf`. */
  readonly raises: readonly ErrorCode[];
  /** Newer than the official JavaScript SDK 12. */
  readonly newer?: true;
  /** Beyond the API that compatible clients know: in a document of its own, and not among the counted operations. */
  readonly extension?: true;
}

/** A resource: the operations that share a tag. */
export interface Resource {
  readonly name: string;
  readonly section: Section;
  readonly description: string;
  readonly operations: Readonly<Record<string, Operation>>;
}

export type Section =
  | "Authentication and authorization"
  | "Marketplace owner"
  | "Buyers"
  | "Suppliers"
  | "Product catalogs"
  | "Orders and fulfillment"
  | "Me and my stuff"
  | "Integrations"
  | "Portal";

/** A model of the contract. */
export interface DeclaredModel extends Model {
  readonly name: ModelName;
}

export interface Model {
  readonly name: string;
  readonly description?: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** Type that errors name, where it is that of another model with the same purpose. Default: the model's name. */
  readonly objectType?: string;
  /** Properties that clients may take for a part of it, with the error for a body that fills one. */
  readonly refused?: Readonly<Record<string, CodeFor<{ readonly Property: string }>>>;
}
