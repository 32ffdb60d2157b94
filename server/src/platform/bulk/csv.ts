import { type Field, limits } from "@orderwell/contract";
import { parse } from "csv-parse";
import { apiError } from "../errors/api-error.ts";
import type { Line } from "./apply.ts";
import type { Kind, Row } from "./kinds.ts";
import type { Unreadable } from "./lines.ts";

/** The list of a model that CSV gives rows of its own, which its owner's other columns go along with. */
const unfolded: Readonly<Record<string, string>> = { PriceSchedules: "PriceBreaks" };

/** Kinds that CSV can show. */
export const inCsv: readonly string[] = ["Products", "PriceSchedules", "InventoryRecords"];

type Values = Record<string, unknown>;

/**
 * Rows of comma-separated values. The first line names the properties: `Inventory.Enabled` is a property of a property, and
 * `xp.Size` one of `xp`. Rows of price schedules that follow each other under one ID are its price breaks.
 *
 * @throws ApiError Request.InvalidRequestBody when the text is no CSV.
 */
export async function* csvLines(kind: Kind, stream: AsyncIterable<Buffer>): AsyncGenerator<Line | Unreadable> {
  const list = unfolded[kind.name];
  let open: { readonly number: number; readonly row: Values } | undefined;
  for await (const { number, values } of records(stream)) {
    const row: Values = { Resource: kind.name };
    for (const [name, cell] of Object.entries(values)) put(kind, row, name, cell);
    if (list === undefined) {
      yield { number, row };
      continue;
    }
    const item = takeItem(kind, list, row);
    if (open !== undefined && String(open.row.ID).toLowerCase() === String(row.ID ?? "").toLowerCase()) {
      (open.row[list] as unknown[]).push(...item);
      continue;
    }
    if (open !== undefined) yield open;
    open = { number, row: { ...row, [list]: item } };
  }
  if (open !== undefined) yield open;
}

async function* records(
  stream: AsyncIterable<Buffer>,
): AsyncGenerator<{ number: number; values: Record<string, string> }> {
  const parser = parse({
    bom: true,
    columns: true,
    info: true,
    skip_empty_lines: true,
    max_record_size: limits.bulkLineBytes.most,
  });
  const feeding = (async () => {
    for await (const chunk of stream)
      if (!parser.write(chunk)) await new Promise((resume) => parser.once("drain", resume));
    parser.end();
  })();
  feeding.catch((error: Error) => parser.destroy(error));
  try {
    for await (const { info, record } of parser as AsyncIterable<{
      info: { lines: number };
      record: Record<string, string>;
    }>)
      yield { number: info.lines, values: record };
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith("CSV_"))
      throw apiError("Request.InvalidRequestBody", { Problem: (error as Error).message });
    throw error;
  }
}

/** Properties of the list's items that a row has, as the one item that it holds; none where all are empty. */
function takeItem(kind: Kind, list: string, row: Values): Values[] {
  const item: Values = {};
  for (const name of Object.keys(kind.itemsOf(list))) {
    if (row[name] !== null && row[name] !== undefined) item[name] = row[name];
    delete row[name];
  }
  return Object.keys(item).length === 0 ? [] : [item];
}

function put(kind: Kind, row: Values, name: string, cell: string): void {
  const [first = "", ...rest] = name.split(".");
  // Not a property of anything, but what objects are made of.
  if (first === "__proto__" || rest.includes("__proto__")) return;
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
  return values[name] as Values;
}

/** Objects and lists stand as JSON. */
const read = (field: Field | undefined, cell: string): unknown =>
  field !== undefined && ["array", "model", "object", "any"].includes(field.type) ? freely(cell) : cell;

/** JSON where the cell is some, else the text. */
function freely(cell: string): unknown {
  try {
    return JSON.parse(cell);
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
