import type { Readable } from "node:stream";
import { apiError } from "../errors/api-error.ts";
import { decoderOf } from "../http/body-text.ts";

/** Marks at the begin of a text that tell how it is written, with the decoder that it takes; UTF-8 takes none. */
const marks: readonly (readonly [mark: Buffer, decoder: string | undefined])[] = [
  [Buffer.from([0xef, 0xbb, 0xbf]), undefined],
  [Buffer.from([0xff, 0xfe]), "utf-16le"],
  [Buffer.from([0xfe, 0xff]), "utf-16be"],
];
const longestMark = 3;

/**
 * A text as UTF-8, whatever its content type or the mark at its begin says that it is; the mark is left out. What is taken for
 * UTF-8 may hold bytes that are none: whoever reads a line of it finds them.
 *
 * @throws ApiError at once, Request.InvalidContentType for a charset that nobody knows; later, Request.InvalidRequestBody for
 *   what is no text in its charset.
 */
export function inUtf8(parts: AsyncIterable<Buffer>, contentType: string | undefined): AsyncIterable<Buffer> {
  return converted(parts, decoderOf(contentType));
}

async function* converted(parts: AsyncIterable<Buffer>, named: TextDecoder | undefined): AsyncGenerator<Buffer> {
  let decoder = named;
  let begin: Buffer | undefined = named === undefined ? Buffer.alloc(0) : undefined;
  for await (const part of parts) {
    let bytes = part;
    if (begin !== undefined) {
      begin = Buffer.concat([begin, part]);
      if (begin.length < longestMark) continue;
      [decoder, bytes] = unmarked(begin);
      begin = undefined;
    }
    yield decoder === undefined ? bytes : decoded(decoder, bytes, true);
  }
  if (begin !== undefined) {
    const [last, bytes] = unmarked(begin);
    yield last === undefined ? bytes : decoded(last, bytes, false);
  } else if (decoder !== undefined) yield decoded(decoder, Buffer.alloc(0), false);
}

function unmarked(bytes: Buffer): [TextDecoder | undefined, Buffer] {
  const found = marks.find(([mark]) => bytes.subarray(0, mark.length).equals(mark));
  if (found === undefined) return [undefined, bytes];
  const [mark, name] = found;
  return [name === undefined ? undefined : new TextDecoder(name, { fatal: true }), bytes.subarray(mark.length)];
}

function decoded(decoder: TextDecoder, bytes: Buffer, stream: boolean): Buffer {
  try {
    return Buffer.from(decoder.decode(bytes, { stream }));
  } catch {
    throw apiError("Request.InvalidRequestBody", { Problem: `Its bytes are no text in ${decoder.encoding}.` });
  }
}

/** Longest time that a client may go on sending what nobody reads any more, in milliseconds. */
const patienceMs = 5_000;

/**
 * Takes the rest of a body that is read no further, since its reply says why: a connection that is closed while its client
 * sends takes the reply with it, and one that is left as it is holds up the client's next request.
 */
export function discard(body: Readable, giveUp: () => void, waitMs = patienceMs): void {
  if (body.readableEnded || body.destroyed) return;
  const timer = setTimeout(giveUp, waitMs);
  body.once("close", () => clearTimeout(timer));
  body.once("end", () => clearTimeout(timer));
  body.on("error", () => {});
  body.on("data", () => {});
}
