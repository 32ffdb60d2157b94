import { isUtf8 } from "node:buffer";
import { limits } from "@orderwell/contract";
import { type ApiError, apiError } from "../errors/api-error.ts";
import { parseBody } from "../wire/json-text.ts";
import type { Line } from "./apply.ts";
import type { Row } from "./kinds.ts";

/** A line that holds no row, and why. */
export interface Unreadable {
  readonly number: number;
  readonly error: ApiError;
}

/** What is wrong with bytes that are not in UTF-8. */
export const noText = "Its bytes are no text in utf-8.";

/** The error of a text that holds no row. */
export const invalid = (Problem: string): ApiError => apiError("Request.InvalidRequestBody", { Problem });

/** Rows of newline-delimited JSON, read as they come: no more of the stream is held than one line. Empty lines are left out. */
export async function* ndjsonLines(stream: AsyncIterable<Buffer>): AsyncGenerator<Line | Unreadable> {
  let number = 0;
  for await (const text of textLines(stream)) {
    number++;
    if (typeof text !== "string") yield { number, error: text };
    else if (text.trim() !== "") yield rowOf(number, text);
  }
}

function rowOf(number: number, text: string): Line | Unreadable {
  try {
    const row = parseBody(text, invalid);
    if (typeof row !== "object" || row === null || Array.isArray(row)) throw invalid("A line is a JSON object.");
    return { number, row: row as Row };
  } catch (error) {
    return { number, error: error as ApiError };
  }
}

const newline = 0x0a;

/** The lines of a stream, or what is wrong with one. */
async function* textLines(stream: AsyncIterable<Buffer>): AsyncGenerator<string | ApiError> {
  let parts: Buffer[] = [];
  let held = 0;
  let tooLong = false;
  const line = (last: Buffer): string | ApiError => {
    const whole =
      tooLong || held + last.length > limits.bulkLineBytes.most ? undefined : Buffer.concat([...parts, last]);
    parts = [];
    held = 0;
    tooLong = false;
    if (whole === undefined) return invalid(`A line takes at most ${limits.bulkLineBytes.most} bytes.`);
    return isUtf8(whole) ? whole.toString("utf8") : invalid(noText);
  };
  for await (const chunk of stream) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, from)) {
      yield line(chunk.subarray(from, end));
      from = end + 1;
    }
    const rest = chunk.subarray(from);
    held += rest.length;
    tooLong ||= held > limits.bulkLineBytes.most;
    if (tooLong) parts = [];
    else if (rest.length > 0) parts.push(rest);
  }
  if (held > 0) yield line(Buffer.alloc(0));
}
