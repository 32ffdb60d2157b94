import { parseJson } from "../json/parse-json.ts";
import type { SecretBox } from "../secret-box.ts";

const purpose = "outbox";

/**
 * JSON text as the database keeps it of what is announced: sealed, since messages hold codes that open accounts, and
 * requests that webhooks are told of hold whatever clients sent.
 *
 * @param text the JSON text.
 */
export const sealPayload = (box: SecretBox, text: string): string => JSON.stringify(box.seal(text, purpose));

/** What was announced. @throws Error where it was sealed with another secret key. */
export const openPayload = (box: SecretBox, sealed: string): unknown =>
  parseJson(box.reveal(String(JSON.parse(sealed)), purpose, "A delivery"));
