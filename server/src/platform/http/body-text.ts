import { isUtf8 } from "node:buffer";
import type { CodeFor } from "@orderwell/contract";
import { apiError } from "../errors/api-error.ts";

/** The value of a content type's parameter `charset`. */
function charsetOf(contentType: string): string | undefined {
  const [, ...parameters] = contentType.split(";");
  const pairs = parameters.map((one) => one.split("="));
  const [, value] = pairs.find(([name]) => name?.trim().toLowerCase() === "charset") ?? [];
  return value?.replaceAll('"', "").trim() || undefined;
}

/** Characters of a wrong name that are told. */
const mostShown = 40;
const isUnicode = /^utf-?8$/i;

/**
 * The decoder of a character set other than UTF-8 that a content type names; `undefined` where it names none. It fails at bytes
 * that are no text (docs/behaviour/conventions.md §2).
 *
 * @throws ApiError Request.InvalidContentType for a character set that nobody knows.
 */
export function decoderOf(contentType: string | undefined): TextDecoder | undefined {
  const name = contentType?.includes(";") ? charsetOf(contentType) : undefined;
  if (name === undefined || isUnicode.test(name)) return undefined;
  try {
    return new TextDecoder(name, { fatal: true });
  } catch {
    const shown = name.slice(0, mostShown);
    throw apiError("Request.InvalidContentType", null, `Invalid content type. There is no charset ${shown}.`);
  }
}

/**
 * The text of a body. Text that is not what it says it is would be stored with other characters than were meant: it is refused.
 *
 * @param refusal code for bytes that are no text in the character set; by default Request.InvalidRequestBody.
 * @throws ApiError the refusal; Request.InvalidContentType for a character set that nobody knows.
 */
export function bodyText(
  bytes: Buffer,
  contentType: string | undefined,
  refusal: CodeFor<{ Problem: string }> = "Request.InvalidRequestBody",
): string {
  const decoder = decoderOf(contentType);
  if (decoder === undefined && isUtf8(bytes)) return bytes.toString("utf8");
  try {
    if (decoder !== undefined) return decoder.decode(bytes);
  } catch {}
  throw apiError(refusal, { Problem: `Its bytes are no text in ${decoder?.encoding ?? "utf-8"}.` });
}
