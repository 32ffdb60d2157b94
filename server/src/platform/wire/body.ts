import { type CodeFor, type Field, limits, type Model } from "@orderwell/contract";
import { formatInstant, parseDate } from "../dates.ts";
import { type ApiError, apiError, combined } from "../errors/api-error.ts";
import { isRawNumber, parseJson } from "../json/parse-json.ts";
import { Decimal, decimalText } from "../money.ts";
import { isDeeperThan } from "./json-text.ts";

/** Bounds of a 32-bit integer. */
const integerLimit = 2_147_483_647;
/** Beyond this, binary floating point no longer carries cents exactly. */
const decimalLimit = new Decimal("1e13");

export interface Declarations {
  readonly models: Readonly<Record<string, Model>>;
  readonly enums: Readonly<Record<string, readonly string[]>>;
}

export interface BodyRules {
  readonly model: string;
  readonly partial?: true | undefined;
  readonly required: readonly string[];
}

interface Property {
  readonly name: string;
  readonly field: Field;
}

/** Properties of a model by exact and by folded name: clients may write either. */
const properties = new WeakMap<Model, { exact: Map<string, Property>; folded: Map<string, Property> }>();

function propertiesOf(model: Model) {
  let known = properties.get(model);
  if (known === undefined) {
    const all = Object.entries(model.fields).map(([name, field]) => ({ name, field }));
    known = {
      exact: new Map(all.map((property) => [property.name, property])),
      folded: new Map(all.map((property) => [property.name.toLowerCase(), property])),
    };
    properties.set(model, known);
  }
  return known;
}

/**
 * Reads a request's body as its model: only declared, writable properties, each with the type it is declared with.
 *
 * Tolerated as clients send them (docs/behaviour/conventions.md §5): read-only and unknown properties are left out,
 * numbers and booleans may come as text, an empty text for a number, a boolean or a date is null, enumerations in any
 * case or as their position.
 *
 * @throws ApiError naming every property that breaks its declaration, up to the limit of mistakes.
 */
export function readBody(
  source: unknown,
  rules: BodyRules,
  declarations: Declarations,
  now: Date = new Date(),
): Record<string, unknown> {
  const model = declarations.models[rules.model];
  if (model === undefined) throw new Error(`No model ${rules.model}`);
  if (source === null || typeof source !== "object" || Array.isArray(source))
    throw apiError("Request.InvalidRequestBody");
  const reader = new Reader(declarations, rules.model, rules.partial === true, now);
  const body = reader.object(source as Record<string, unknown>, model, "", rules.required);
  if (reader.findings.length > 0) throw combined(reader.findings);
  return body;
}

class Reader {
  readonly findings: ApiError[] = [];
  readonly #declarations: Declarations;
  readonly #model: string;
  #partial: boolean;
  readonly #now: Date;

  constructor(declarations: Declarations, model: string, partial: boolean, now: Date) {
    this.#now = now;
    this.#declarations = declarations;
    this.#model = model;
    this.#partial = partial;
  }

  /**
   * `required` overrides the model's own marks for the outermost object of a whole body, whose operation decides. In part
   * of one nothing has to be there, but what the model requires cannot be emptied.
   */
  object(source: Record<string, unknown>, model: Model, path: string, required?: readonly string[]) {
    const { exact, folded } = propertiesOf(model);
    const result: Record<string, unknown> = {};
    for (const key of Object.keys(source)) {
      const property = exact.get(key) ?? folded.get(key.toLowerCase());
      if (property === undefined) this.#refuseNamed(key, source[key], model, path);
      if (property === undefined || property.field.readOnly) continue;
      const value = this.#value(source[key], property.field, path + property.name);
      if (value !== undefined) result[property.name] = value;
    }
    const decides = required !== undefined && !this.#partial;
    for (const [name, field] of Object.entries(model.fields)) {
      const given = field.unless !== undefined && Boolean(result[field.unless]);
      // What an embedded object hides from those who read it may stay as it is: who stores it knows whether there is one.
      const needed = !given && (decides ? required.includes(name) : field.required === true && !field.writeOnly);
      const missing = result[name] === null || result[name] === "" || result[name] === undefined;
      // A partial body, and an object within one, leaves out what it does not change.
      if (needed && missing && (!this.#partial || name in result)) {
        if (!(name in source) || result[name] !== undefined)
          this.#refuse(path + name, `${path}${name} is required.`, field.missing);
      }
      if (!this.#partial && !given && !(name in result) && field.default !== undefined && !field.readOnly) {
        result[name] = field.type === "decimal" ? String(field.default) : field.default;
      }
    }
    return result;
  }

  /** Unknown properties pass, but for those that the model refuses to be filled. */
  #refuseNamed(key: string, value: unknown, { refused = {} }: Model, path: string): void {
    if (value === null || value === "") return;
    for (const [name, code] of Object.entries(refused))
      if (name.toLowerCase() === key.toLowerCase()) this.#note(apiError(code, { Property: path + name }));
  }

  /** The value in its declared type; `undefined` when it was refused. */
  #value(value: unknown, field: Field, path: string): unknown {
    if (value === null || value === undefined) return null;
    if (isRawNumber(value) && field.type !== "object" && field.type !== "any")
      return this.#value(value.rawJSON, field, path);
    switch (field.type) {
      case "string":
        return this.#text(value, field, path);
      case "integer":
        return this.#integer(value, field, path);
      case "decimal":
        return this.#decimal(value, field, path);
      case "boolean":
        return this.#boolean(value, path);
      case "date":
        return this.#date(value, field, path);
      case "array":
        return this.#array(value, field, path);
      case "model":
        return this.#embedded(value, field, path);
      case "object":
      case "any":
        return this.#json(value, field, path);
    }
  }

  /** Reading ends where there are as many mistakes as one reply tells. */
  #note(finding: ApiError): void {
    this.findings.push(finding);
    if (this.findings.length >= limits.mistakes.most) throw combined(this.findings);
  }

  #refuse(
    path: string,
    message: string,
    code: CodeFor<{ Model: string; Property: string }> = "ValidationFailure",
  ): undefined {
    this.#note(apiError(code, { Model: this.#model, Property: path }, message));
    return undefined;
  }

  #text(value: unknown, field: Field, path: string): string | null | undefined {
    if (typeof value === "object") return this.#refuse(path, `${path} must be a text.`);
    if (field.enum !== undefined) return this.#oneOf(value, field.enum, path);
    const text = String(value);
    if (text.includes("\0")) return this.#refuse(path, `${path} must not contain null characters.`);
    if (field.max !== undefined && text.length > field.max)
      return this.#refuse(path, `${path} must not be longer than ${field.max} characters.`);
    return text.isWellFormed() ? text : text.toWellFormed();
  }

  #oneOf(value: unknown, name: string, path: string): string | null | undefined {
    if (value === "") return null;
    const values = this.#declarations.enums[name] ?? [];
    const folded = String(value).toLowerCase();
    const found = values.find((one) => one.toLowerCase() === folded) ?? values[/^\d{1,3}$/.test(folded) ? +folded : -1];
    return found ?? this.#refuse(path, `${path} must be one of ${values.join(", ")}.`);
  }

  #integer(value: unknown, field: Field, path: string): number | null | undefined {
    if (value === "") return null;
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    if (typeof number !== "number" || !Number.isInteger(number))
      return this.#refuse(path, `${path} must be a whole number.`);
    if (Math.abs(number) > integerLimit) return this.#refuse(path, `${path} is out of range.`);
    return this.#bounded(new Decimal(number), field, path) ? number : undefined;
  }

  #decimal(value: unknown, field: Field, path: string): string | null | undefined {
    if (value === "") return null;
    const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
    if (!/^[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})([eE][+-]?\d{1,3})?$/.test(text))
      return this.#refuse(path, `${path} must be a number.`);
    const number = new Decimal(text);
    if (number.abs().gte(decimalLimit)) return this.#refuse(path, `${path} is out of range.`);
    return this.#bounded(number, field, path) ? decimalText(number.toDecimalPlaces(10)) : undefined;
  }

  #bounded(number: Decimal, field: Field, path: string): boolean {
    if (field.atLeast !== undefined && number.lt(field.atLeast))
      this.#refuse(path, `${path} must not be less than ${field.atLeast}.`, field.refusal);
    else if (field.atMost !== undefined && number.gt(field.atMost))
      this.#refuse(path, `${path} must not be more than ${field.atMost}.`, field.refusal);
    else if (field.moreThan !== undefined && number.lte(field.moreThan))
      this.#refuse(path, `${path} must be more than ${field.moreThan}.`, field.refusal);
    else return true;
    return false;
  }

  #boolean(value: unknown, path: string): boolean | null | undefined {
    if (typeof value === "boolean") return value;
    if (value === "") return null;
    if (value === 1 || value === 0) return value === 1;
    const folded = typeof value === "string" ? value.toLowerCase() : "";
    if (folded === "true" || folded === "false") return folded === "true";
    return this.#refuse(path, `${path} must be true or false.`);
  }

  #date(value: unknown, field: Field, path: string): string | null | undefined {
    if (value === "") return null;
    if (field.orFlag && typeof value === "boolean") return value ? formatInstant(this.#now) : null;
    const date = typeof value === "string" ? parseDate(value) : undefined;
    return date ?? this.#refuse(path, `${path} must be a date.`);
  }

  #array(value: unknown, field: Field, path: string): unknown[] | undefined {
    if (!Array.isArray(value)) return this.#refuse(path, `${path} must be a list.`);
    const { most } = limits.listItems;
    if (value.length > most) return this.#refuse(path, `${path} must not have more than ${most} entries.`);
    const items = field.items ?? { type: "any" as const };
    const result: unknown[] = [];
    // A list replaces the former one as a whole, so what is in it is whole as well.
    const partial = this.#partial;
    this.#partial = false;
    for (const [index, item] of value.entries()) {
      const read = this.#value(item, items, `${path}[${index}]`);
      if (read === null && items.type !== "any") this.#refuse(`${path}[${index}]`, `${path}[${index}] is required.`);
      else if (read !== undefined) result.push(read);
    }
    this.#partial = partial;
    return result;
  }

  #embedded(value: unknown, field: Field, path: string): Record<string, unknown> | undefined {
    const model = this.#declarations.models[field.model ?? ""];
    if (typeof value !== "object" || Array.isArray(value) || model === undefined)
      return this.#refuse(path, `${path} must be an object.`);
    const partial = this.#partial;
    this.#partial ||= field.partial === true;
    const read = this.object(value as Record<string, unknown>, model, `${path}.`);
    this.#partial = partial;
    return read;
  }

  #json(value: unknown, field: Field, path: string): unknown {
    if (field.type === "object" && (typeof value !== "object" || Array.isArray(value) || isRawNumber(value)))
      return this.#refuse(path, `${path} must be an object.`);
    const { xpCharacters, xpDepth } = limits;
    if (isDeeperThan(xpDepth.most, value))
      return this.#refuse(path, `${path} must not be nested deeper than ${xpDepth.most} levels.`);
    const text = JSON.stringify(value);
    if (text.length > xpCharacters.most)
      return this.#refuse(path, `${path} must not be longer than ${xpCharacters.most} characters.`);
    // Numbers beyond what a number can hold were read as infinite, and would be written as null.
    if (text.includes("null") && !allFinite(value))
      return this.#refuse(path, `${path} holds a number that is too large.`);
    if (!/\\u(0000|d[89a-f])/i.test(text)) return value;
    if (escapes(text).includes("\\u0000")) return this.#refuse(path, `${path} must not contain null characters.`);
    return parseJson(
      text.replace(escapePattern, (found) => (found.length > 2 && found !== "\\u0000" ? "\\ufffd" : found)),
    );
  }
}

const allFinite = (value: unknown): boolean =>
  typeof value === "number"
    ? Number.isFinite(value)
    : typeof value !== "object" || value === null || Object.values(value).every(allFinite);

/**
 * Escapes that the database does not take: the null character, and half of a surrogate pair, which JSON.stringify
 * writes as an escape only when its other half is missing. The last alternative steps over every other escape.
 */
const escapePattern = /\\(?:u0000|ud[89a-f][0-9a-f]{2}|.)/gi;

const escapes = (text: string): string[] => text.match(escapePattern) ?? [];
