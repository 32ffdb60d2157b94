import { isUtf8 } from "node:buffer";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { limits } from "@orderwell/contract";
import { CsvError, parse } from "csv-parse";
import { invalid, noText } from "./lines.ts";

/** A row as it was read. */
export interface CsvRecord {
  /** Of the line that it ends with, from 1. */
  readonly number: number;
  /** Columns with their cells. @throws ApiError Request.InvalidRequestBody for what is no row of its text. */
  values(): readonly (readonly [column: string, cell: string])[];
}

/**
 * Rows of comma-separated values, of which the first names the columns. A row with more or fewer cells than columns, a quote
 * within a cell and bytes that are no text are wrong by themselves; other mistakes end the text.
 *
 * @param isColumn tells whether there is such a column. What is misspelt would be left out of every row.
 * @throws ApiError Request.InvalidRequestBody
 */
export async function* csvRecords(
  stream: AsyncIterable<Buffer>,
  isColumn: (name: string) => boolean,
): AsyncGenerator<CsvRecord> {
  const wrong: CsvError[] = [];
  let names: readonly string[] = [];
  const parser = parse({
    // Bytes as they are: whether a cell is text is told of its line.
    encoding: "latin1",
    columns: (header: readonly string[]) => {
      names = columnsOf(header, isColumn);
      return header.map((_, index) => String(index));
    },
    info: true,
    skip_empty_lines: true,
    relax_column_count: true,
    skip_records_with_error: true,
    on_skip(error) {
      if (error === undefined) return;
      if ((error.code as string) !== "INVALID_OPENING_QUOTE") throw error;
      wrong.push(error);
    },
    max_record_size: limits.bulkLineBytes.most,
  });
  const wrongBefore = function* (line: number): Generator<CsvRecord> {
    for (let told = 0; wrong[0] !== undefined && placeOf(wrong[0]) < line; wrong.shift()) {
      const number = placeOf(wrong[0]);
      if (number !== told) yield { number, values: refusing("A quote is within a cell that has none around it.") };
      told = number;
    }
  };
  // What goes wrong ends the parser, whose rows are read.
  pipeline(Readable.from(stream), parser).catch(() => {});
  try {
    for await (const { info, record } of parser as AsyncIterable<Parsed>) {
      yield* wrongBefore(info.lines);
      const values =
        info.error === undefined
          ? () => cellsOf(names, record)
          : refusing(`It has not as many cells as the ${names.length} columns.`);
      yield { number: info.lines, values };
    }
    yield* wrongBefore(Number.POSITIVE_INFINITY);
  } catch (error) {
    yield* wrongBefore(Number.POSITIVE_INFINITY);
    throw error instanceof CsvError ? invalid(error.message) : error;
  }
}

/** What the parser makes of a row. */
interface Parsed {
  readonly info: { readonly lines: number; readonly error?: CsvError };
  readonly record: Readonly<Record<string, string>>;
}

/** @throws ApiError Request.InvalidRequestBody for bytes that are no text, and for what stands in a column without a name. */
const cellsOf = (names: readonly string[], record: Parsed["record"]): readonly (readonly [string, string])[] =>
  names.flatMap((name, index) => {
    const cell = record[index] ?? "";
    if (name !== "") return [[name, textOf(name, cell)] as const];
    if (cell.trim() !== "") throw invalid(`Column ${index + 1} has no name, and a cell that is not empty.`);
    return [];
  });

/** The line that an error is of. */
const placeOf = (error: CsvError): number => Number((error as unknown as { readonly lines?: unknown }).lines);

const refusing = (problem: string) => (): never => {
  throw invalid(problem);
};

/** @throws ApiError Request.InvalidRequestBody for names that are no text, no columns' or there twice. */
function columnsOf(header: readonly string[], isColumn: (name: string) => boolean): readonly string[] {
  const names = header.map((cell) => textOf("The first line", cell).trim());
  const twice = names.find((name, index) => name !== "" && names.indexOf(name) < index);
  if (twice !== undefined) throw invalid(`There are two columns ${twice}.`);
  const unknown = names.find((name) => name !== "" && !isColumn(name));
  if (unknown !== undefined) throw invalid(`No property is named as the column ${unknown}.`);
  return names;
}

/** Text of a cell's bytes. @throws ApiError Request.InvalidRequestBody */
function textOf(column: string, cell: string): string {
  if (!/[\x80-\xff]/.test(cell)) return cell;
  const bytes = Buffer.from(cell, "latin1");
  if (!isUtf8(bytes)) throw invalid(`${column}: ${noText}`);
  return bytes.toString("utf8");
}
