import type { Field } from "./field.ts";
import type { CodeFor } from "./generated/error-data.ts";
import type { ErrorCode, ModelName } from "./generated/names.ts";
import { requiredFields, searchableFields, sortableFields } from "./model.ts";
import { models } from "./models.ts";
import type { CommerceRole, ListOptions, Method, Operation, Resource, Section } from "./operation.ts";
import { pathParameter } from "./parameters.ts";
import { partyErrors } from "./party-errors.ts";
import { assignmentSummary, type CrudVerb, crudSummary, type Noun } from "./summary.ts";

/**
 * `full`, `premium` and `paged` as in `ListOptions`, over the fields that the model gives a place in `search` and `sort`.
 * `faceted`: premium over every field, with facets.
 */
export type ListStyle = "full" | "premium" | "faceted" | "paged";
type Query = Readonly<Record<string, Field>>;
type PerVerb<T> = readonly T[] | { readonly read?: readonly T[]; readonly write?: readonly T[] };

/** Options that a call has of its own; the rest follows from its resource, its method and its models. */
export interface CallOptions {
  readonly summary?: string;
  /** Named arguments of the query string. */
  readonly query?: Query;
  readonly list?: ListStyle;
  /** Model of the request body. A PATCH takes any part of it. */
  readonly body?: ModelName;
  /** Properties the body must hold, where that differs from the model. */
  readonly required?: readonly string[];
  readonly optionalBody?: true;
  /** Code of the error for a body that is missing or no object, where it is not the general one. */
  readonly bodyRefusal?: CodeFor<{ readonly Problem: string }>;
  readonly form?: true;
  /** Model of the reply, or of its items. `null`: no body. */
  readonly reply?: ModelName | null;
  /** Default: 201 for a POST that replies, 204 for a call that does not, else 200. */
  readonly status?: 200 | 201 | 204 | 302;
  /** A further method that does the same. */
  readonly also?: Method;
  readonly roles?: readonly string[];
  readonly access?: "token" | "open";
  readonly userTypes?: readonly CommerceRole[];
  readonly anonymousProhibited?: boolean;
  readonly newer?: true;
  readonly extension?: true;
  readonly limited?: "credential" | "message";
  /** Model of the assignments to parties that it lists, saves or deletes. */
  readonly assigns?: ModelName;
}

export interface Call extends CallOptions {
  readonly name: string;
  readonly method: Method;
  /** Relative to `/v1`, except under `/oauth`. */
  readonly path: string;
}

type Declare = (name: string, path: string, options: CallOptions) => Call;
const call =
  (method: Method): Declare =>
  (name, path, options) => ({ ...options, name, method, path });
export const get = call("GET");
export const post = call("POST");
export const put = call("PUT");
export const patch = call("PATCH");
export const remove = call("DELETE");
export const list = (name: string, path: string, reply: ModelName, options: CallOptions = {}): Call =>
  get(name, path, { list: "full", ...options, reply });

export interface CrudOptions {
  /** Of the operations' names: `["Address", "Addresses"]` gives `GetAddress`, `ListAddresses`. Default: bare verbs. */
  readonly names?: readonly [one: string, many: string];
  readonly noun: Noun;
  /** Words after the noun in summaries: `of a buyer`. */
  readonly whose?: string;
  /** Those of the six that there are. Default: all. */
  readonly only?: readonly CrudVerb[];
  readonly list?: ListStyle;
  readonly roles?: PerVerb<string>;
  /** Options of single calls. */
  readonly except?: Readonly<Partial<Record<CrudVerb, CallOptions>>>;
}

/** List, Create, Get, Save, Delete and Patch of the things at `path`, which ends with their ID. */
export function crud(path: string, model: ModelName, options: CrudOptions): Call[] {
  const { names: [one, many] = ["", ""], only, except = {} } = options;
  const all = path.slice(0, path.lastIndexOf("/"));
  const common = (verb: CrudVerb) => {
    const roles = perVerb(options.roles, verb === "List" || verb === "Get" ? "GET" : "POST");
    return { summary: crudSummary(verb, options.noun, options.whose), ...(roles && { roles }) };
  };
  const calls: Record<CrudVerb, Call> = {
    List: list(`List${many}`, all, model, { ...common("List"), list: options.list ?? "full", ...except.List }),
    Create: post(`Create${one}`, all, { ...common("Create"), body: model, reply: model, ...except.Create }),
    Get: get(`Get${one}`, path, { ...common("Get"), reply: model, ...except.Get }),
    Save: put(`Save${one}`, path, { ...common("Save"), body: model, reply: model, ...except.Save }),
    Delete: remove(`Delete${one}`, path, { ...common("Delete"), ...except.Delete }),
    Patch: patch(`Patch${one}`, path, { ...common("Patch"), body: model, reply: model, ...except.Patch }),
  };
  return Object.entries(calls).flatMap(([verb, call]) => (!only || only.includes(verb as CrudVerb) ? call : []));
}

/** Get, Save, Delete and Patch of the one thing at `path`. */
export function singleton(
  path: string,
  model: ModelName,
  options: { readonly noun: string; readonly name?: string },
): Call[] {
  const { noun, name = "" } = options;
  return [
    get(`Get${name}`, path, { summary: `Get ${noun}.`, reply: model }),
    put(`Save${name}`, path, { summary: `Create or replace ${noun}.`, body: model, reply: model }),
    remove(`Delete${name}`, path, { summary: `Delete ${noun}.` }),
    patch(`Patch${name}`, path, { summary: `Change some properties of ${noun}.`, body: model, reply: model }),
  ];
}

export interface AssignmentOptions {
  readonly noun: Noun;
  /** Of the operations' names: `Product` gives `ListProductAssignments`. */
  readonly of?: string;
  /** Arguments that narrow the list. */
  readonly list: Query;
  /** Path by which one is deleted, with arguments of the query string if it does not say all. */
  readonly remove: string;
  readonly by?: Query;
  readonly listStyle?: ListStyle;
  readonly roles?: {
    readonly list?: readonly string[];
    readonly save?: readonly string[];
    readonly remove?: readonly string[];
  };
}

/** The list at `path`, and how assignments are saved and deleted. */
export function assignments(path: string, model: ModelName, options: AssignmentOptions): Call[] {
  const { of = "", roles = {} } = options;
  const own = (roles?: readonly string[]) => (roles ? { roles } : {});
  const summary = (verb: "List" | "Save" | "Delete") => ({ summary: assignmentSummary(verb, options.noun) });
  const style = options.listStyle ?? "paged";
  const assigns = { assigns: model };
  return [
    list(`List${of}Assignments`, path, model, {
      ...summary("List"),
      ...assigns,
      list: style,
      query: options.list,
      ...own(roles.list),
    }),
    post(`Save${of}Assignment`, path, { ...summary("Save"), ...assigns, body: model, ...own(roles.save) }),
    remove(`Delete${of}Assignment`, options.remove, {
      ...summary("Delete"),
      ...assigns,
      ...(options.by && { query: options.by }),
      ...own(roles.remove),
    }),
  ];
}

export interface ResourceOptions {
  /** Path before every other. Default: `/v1`, and none before `/oauth`. */
  readonly base?: string;
  readonly section: Section;
  readonly description: string;
  /** Roles for reading (GET) and for everything else. FullAccess always suffices and is not named. */
  readonly roles?: PerVerb<string>;
  /** User types that may call. Absent: every type. */
  readonly userTypes?: PerVerb<CommerceRole>;
  /** Anonymous shoppers may read only. */
  readonly anonymousReadsOnly?: true;
  /** Names of the operations that are open to the tokens of group order invitations: `"List Get"`. */
  readonly invited?: string;
  /** Server of the operations instead of their handlers. */
  readonly servedBy?: "oauth" | "bulk";
  readonly newer?: true;
  /** No operation of it is known to compatible clients. */
  readonly extension?: true;
  readonly operations: readonly (Call | readonly Call[])[];
  /** Errors beyond the general ones, by the names of the operations that raise them: `"Save Patch": […]`. */
  readonly raises?: Readonly<Record<string, readonly ErrorCode[]>>;
}

/** Expands a resource's declaration into plain operations. */
export function resource(name: string, options: ResourceOptions): Resource {
  const { section, description } = options;
  const calls = options.operations.flat() as Call[];
  const raised = raisedByName(name, options, calls);
  const operations = calls.map((call) => [call.name, operation(name, options, call, raised.get(call.name)!)] as const);
  return { name, section, description, operations: Object.fromEntries(operations) };
}

function raisedByName(resource: string, { raises = {} }: ResourceOptions, calls: readonly Call[]) {
  const raised = new Map(calls.map((call): [string, Set<ErrorCode>] => [call.name, new Set(ofParties(call))]));
  for (const [names, codes] of Object.entries(raises)) {
    for (const name of names.split(" ")) {
      const known = raised.get(name);
      if (!known) throw new Error(`${resource}.${name} raises errors and is not declared`);
      for (const code of codes) known.add(code);
    }
  }
  return raised;
}

const ofParties = ({ method, query = {}, assigns }: Call): Iterable<ErrorCode> =>
  assigns ? partyErrors(method, query, assigns) : [];

function operation(resource: string, options: ResourceOptions, call: Call, raises: Iterable<ErrorCode>): Operation {
  const base = options.base ?? (call.path.startsWith("/oauth/") ? "" : "/v1");
  const path = `${base}${call.path}`;
  const userTypes = call.userTypes ?? perVerb(options.userTypes, call.method);
  const writes = call.method !== "GET";
  const reply = call.reply ?? undefined;
  return {
    id: `${resource}.${call.name}`,
    resource,
    method: call.method,
    ...(call.also && { also: call.also }),
    path,
    summary: call.summary ?? call.name,
    pathParams: pathParams(path),
    query: call.query ?? {},
    ...(call.list && { list: listOptions(call.list, call.reply!) }),
    ...(call.body && { body: body(call, call.body) }),
    ...(reply && { reply: { model: reply, ...(call.list && { list: true as const }) } }),
    status: call.status ?? (reply ? (call.method === "POST" ? 201 : 200) : 204),
    access: call.access ?? { roles: call.roles ?? perVerb(options.roles, call.method) ?? [] },
    ...(userTypes && { userTypes }),
    ...((call.anonymousProhibited ?? (options.anonymousReadsOnly && writes)) && { anonymousProhibited: true as const }),
    ...(options.invited?.split(" ").includes(call.name) && { invited: true as const }),
    ...(options.servedBy && { servedBy: options.servedBy }),
    ...(call.limited && { limited: call.limited }),
    webhook: writes && path.startsWith("/v1/") && options.servedBy === undefined,
    raises: [...raises],
    ...((call.newer ?? options.newer) && { newer: true as const }),
    ...((call.extension ?? options.extension) && { extension: true as const }),
  };
}

function perVerb<T>(rule: PerVerb<T> | undefined, method: Method): readonly T[] | undefined {
  if (!rule || "length" in rule) return rule;
  return method === "GET" ? rule.read : rule.write;
}

function body(call: Call, model: ModelName): NonNullable<Operation["body"]> {
  const partial = call.method === "PATCH";
  return {
    model,
    ...(partial && { partial }),
    required: call.required ?? (partial ? [] : requiredFields(models[model])),
    ...(call.optionalBody && { optional: true as const }),
    ...(call.bodyRefusal && { refusal: call.bodyRefusal }),
    ...(call.form && { form: true as const }),
  };
}

const anyField = ["*"];

function listOptions(style: ListStyle, model: ModelName): ListOptions {
  if (style === "faceted") return { kind: "premium", searchable: anyField, sortable: anyField, facets: true };
  if (style === "paged") return { kind: "paged", searchable: [], sortable: [] };
  const declared = models[model];
  return { kind: style, searchable: searchableFields(declared), sortable: sortableFields(declared) };
}

function pathParams(path: string): Record<string, Field> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
  return Object.fromEntries(names.map((name) => [name, pathParameter(name)]));
}
