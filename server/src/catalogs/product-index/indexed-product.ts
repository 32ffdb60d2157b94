import { hash } from "node:crypto";
import { compareBytes } from "./postings.ts";

/** A product as the index reads it; texts are folded, `words`, `stems` and `xp` as PostgreSQL writes them. */
export interface IndexedProduct {
  readonly id: string;
  readonly classId: number;
  readonly foldedOwner: string;
  readonly foldedName: string;
  readonly foldedId: string;
  readonly foldedDescription: string | null;
  readonly words: string;
  readonly stems: string;
  readonly xp: string | null;
}

export const digestBytes = 16;
export const descriptionBytes = 8;

/** What tells that a product is the same as before. Its words follow from its texts. */
export const digestOf = ({
  classId,
  foldedOwner,
  foldedName,
  foldedId,
  foldedDescription,
  xp,
}: Omit<IndexedProduct, "words" | "stems">): Uint8Array =>
  hash("sha1", JSON.stringify([classId, foldedOwner, foldedName, foldedId, foldedDescription, xp]), "buffer").subarray(
    0,
    digestBytes,
  );

/** What tells that a description is the same as another text. */
export const textDigest = (text: string): Uint8Array => hash("sha1", text, "buffer").subarray(0, descriptionBytes);

/** Order of lists of products: owner, name, ID. */
export const byOrder = (a: IndexedProduct, b: IndexedProduct): number =>
  compareBytes(a.foldedOwner, b.foldedOwner) ||
  compareBytes(a.foldedName, b.foldedName) ||
  compareBytes(a.foldedId, b.foldedId);
