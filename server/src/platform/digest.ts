import { createHash, timingSafeEqual } from "node:crypto";

/** SHA-256 of a text, in base64url: how secrets are kept that the server made itself, random and long enough for it. */
export const digest = (text: string): string => createHash("sha256").update(text).digest("base64url");

/** Tells whether two digests are the same, in a time that says nothing about them. */
export function sameDigest(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
