import { type Field, limits, type Model, models } from "@orderwell/contract";
import type { ApiError } from "../errors/api-error.ts";
import { parseJson } from "../json/parse-json.ts";
import { jsonExcess } from "../wire/json-text.ts";
import type { Line } from "./apply.ts";
import { csvRecords } from "./csv-records.ts";
import type { Kind, Row } from "./kinds.ts";
import { invalid, type Unreadable } from "./lines.ts";

/** The list of a model that CSV gives rows of its own, which its owner's other columns go along with. */
const unfolded: Readonly<Record<string, string>> = { PriceSchedules: "PriceBreaks" };

/** Kinds that CSV can show. */
export const inCsv: readonly string[] = ["Products", "PriceSchedules", "InventoryRecords"];

type Values = Record<string, unknown>;

/** Rows that one object is gathered from; bounds what is held of it. */
const mostItems = 1_000;

/** IDs that are held to find rows of one object apart from each other: as many as a file of a reasonable size has. */
const mostSeen = 200_000;

/**
 * Rows of comma-separated values. The first line names the properties: `Inventory.Enabled` is a property of a property, and
 * `xp.Size` one of `xp`. Rows of price schedules that follow each other under one ID are its price breaks.
 *
 * @throws ApiError Request.InvalidRequestBody when the text is no CSV.
 */
export async function* csvLines(kind: Kind, stream: AsyncIterable<Buffer>): AsyncGenerator<Line | Unreadable> {
  const list = unfolded[kind.name];
  /** Of objects that several rows are gathered for. */
  const seen = new Set<string>();
  let open: Folded | undefined;
  for await (const { number, values } of csvRecords(stream, (name) => isColumn(kind, name))) {
    const row: Values = { Resource: kind.name };
    try {
      for (const [name, cell] of values()) put(kind, row, name, cell);
    } catch (error) {
      yield { number, error: error as ApiError };
      continue;
    }
    if (list === undefined) {
      yield { number, row };
      continue;
    }
    const item = takeItem(kind, list, row);
    const id = String(row.ID ?? "").toLowerCase();
    if (open !== undefined && String(open.row.ID ?? "").toLowerCase() === id) {
      const items = open.row[list] as unknown[];
      if (items.length < mostItems) items.push(...item);
      else open = { ...open, excess: invalid(`A ${kind.model.name} takes at most ${mostItems} rows.`) };
      continue;
    }
    if (open !== undefined) yield lineOf(open);
    open = undefined;
    if (id !== "" && seen.has(id)) {
      // It would take the place of what the former rows say.
      yield { number, error: invalid(`The rows of ${kind.model.name} ${row.ID} must come one after the other.`) };
      continue;
    }
    if (seen.size < mostSeen) seen.add(id);
    open = { number, row: { ...row, [list]: item } };
  }
  if (open !== undefined) yield lineOf(open);
}

/** Tells whether a column is a property of rows: one that only the platform writes is, and is left out as in bodies. */
function isColumn(kind: Kind, name: string): boolean {
  const [first = "", ...rest] = name.split(".");
  // Not a property of anything, but what objects are made of.
  if (rest.includes("__proto__")) return false;
  if (first === "xp") return kind.model.fields.xp !== undefined;
  const list = unfolded[kind.name];
  const own = [kind.model.fields, ...(list === undefined ? [] : [kind.itemsOf(list)])];
  const field = own.find((fields) => Object.hasOwn(fields, first))?.[first];
  if (field === undefined) return rest.length === 0 && (first === "Resource" || kind.columns.includes(first));
  return rest.length === 0 || (rest.length === 1 && Object.hasOwn(partsOf(field), rest[0] as string));
}

/** The properties of a property. */
const partsOf = ({ model }: Field): Model["fields"] =>
  (models as Readonly<Record<string, Model>>)[model ?? ""]?.fields ?? {};

/** Rows that are one object. */
interface Folded extends Line {
  readonly row: Values;
  readonly excess?: ApiError;
}

const lineOf = ({ number, row, excess }: Folded): Line | Unreadable =>
  excess === undefined ? { number, row } : { number, error: excess };

/** Properties of the list's items that a row has, as the one item that it holds; none where all are empty. */
function takeItem(kind: Kind, list: string, row: Values): Values[] {
  const item: Values = {};
  for (const name of Object.keys(kind.itemsOf(list))) {
    if (row[name] !== null && row[name] !== undefined) item[name] = row[name];
    delete row[name];
  }
  return Object.keys(item).length === 0 ? [] : [item];
}

/** @throws ApiError Request.InvalidRequestBody for a cell beyond the limits of bodies, or a part of what has no parts. */
function put(kind: Kind, row: Values, name: string, cell: string): void {
  const [first = "", ...rest] = name.split(".");
  if (rest.length > limits.bodyDepth.most) throw invalid(`A name has at most ${limits.bodyDepth.most} parts.`);
  if (rest.length === 0) {
    row[first] = cell === "" ? null : read(kind.model.fields[first], cell);
    return;
  }
  // What is empty in a part is not there.
  if (cell === "") return;
  const at = [first, ...rest.slice(0, -1)].reduce(partOf, row);
  at[rest.at(-1) as string] = first === "xp" ? freely(cell) : cell;
}

function partOf(values: Values, name: string): Values {
  if (!Object.hasOwn(values, name) || values[name] === null) values[name] = {};
  const part = values[name];
  if (typeof part !== "object" || Array.isArray(part)) throw invalid(`${name} has no parts, since it has a value.`);
  return part as Values;
}

/** Objects and lists stand as JSON. */
const read = (field: Field | undefined, cell: string): unknown =>
  field !== undefined && ["array", "model", "object", "any"].includes(field.type) ? freely(cell) : cell;

/** JSON where the cell is some, else the text. */
function freely(cell: string): unknown {
  const excess = jsonExcess(cell);
  if (excess !== undefined) throw invalid(excess);
  try {
    return parseJson(cell);
  } catch {
    return cell;
  }
}

const quoted = (cell: string): string => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** A value as a cell: what `read` makes a value of again. */
const shown = (value: unknown): string =>
  value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);

export const csvRow = (cells: readonly unknown[]): string =>
  `${cells.map((cell) => quoted(shown(cell))).join(",")}\r\n`;

/** The columns of a kind, in order: those of its list, if it has one, at the end. */
export function csvColumns(kind: Kind): readonly string[] {
  const list = unfolded[kind.name];
  const own = kind.columns.filter((name) => name !== list);
  return list === undefined ? own : [...own, ...Object.keys(kind.itemsOf(list))];
}

/** The rows of one object. */
export function csvRows(kind: Kind, row: Row): string {
  const list = unfolded[kind.name];
  const items = list === undefined ? [{}] : ((row[list] ?? []) as Values[]);
  return (items.length === 0 ? [{}] : items)
    .map((item) => csvRow(csvColumns(kind).map((name) => (item as Values)[name] ?? row[name])))
    .join("");
}
