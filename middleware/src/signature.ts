import { createHmac, timingSafeEqual } from "node:crypto";
import { ServiceError } from "./errors.ts";
import { type IncomingCall, largestBody } from "./handler.ts";

/** The value of `X-oc-hash` for a body: Base64 of its HMAC-SHA256 (docs/behaviour/integrations.md §1). */
export const hashOf = (bytes: Uint8Array | string, hashKey: string): string =>
  digest(bytes, hashKey).toString("base64");

const digest = (bytes: Uint8Array | string, hashKey: string): Buffer =>
  createHmac("sha256", hashKey).update(bytes).digest();

/** Tells whether who signed these bytes knows the key; in a time that says nothing of how far off a hash is. */
export function isSigned(bytes: Uint8Array | string, hash: string | undefined, hashKey: string): boolean {
  if (hash === undefined || hashKey === "") return false;
  const [given, expected] = [Buffer.from(hash, "base64"), digest(bytes, hashKey)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * Reads a call of the platform's: a POST of JSON, signed over its bytes.
 *
 * @throws ServiceError 401 `Unauthorized`, before anything of the body is parsed; 405 for another method; 400 for a body
 * that is no JSON object.
 */
export async function signedBody(call: IncomingCall, hashKey: string): Promise<unknown> {
  if (call.method !== "POST") throw new ServiceError("MethodNotAllowed", `Method ${call.method} Not Allowed`, 405);
  const bytes = await call.bytes(largestBody);
  if (!isSigned(bytes, call.header("x-oc-hash"), hashKey))
    throw new ServiceError(
      "Unauthorized",
      "X-oc-hash header does not match. Endpoint can only be hit from a valid OrderCloud webhook.",
      401,
    );
  const parsed = parsedObject(bytes);
  if (parsed === undefined) throw new ServiceError("InvalidRequest", "The body is no JSON object.");
  return parsed;
}

function parsedObject(bytes: Uint8Array): object | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** @throws Error where a service is set up without a key: nothing that is called would be verified. */
export function hashKeyOf({ hashKey }: { readonly hashKey: string }): string {
  if (typeof hashKey !== "string" || hashKey === "") throw new Error("A hash key is needed to verify calls");
  return hashKey;
}
