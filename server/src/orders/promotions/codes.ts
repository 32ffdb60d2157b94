import { randomInt } from "node:crypto";
import type { Promotion } from "@orderwell/contract";
import type { Work } from "../../platform/work/work.ts";
import { addCodes, countCodes } from "./promotions.store.ts";
import { codeAlphabet } from "./rules.ts";

const drawn = (length: number): string =>
  Array.from({ length }, () => codeAlphabet[randomInt(codeAlphabet.length)]).join("");

/**
 * Generates the codes that a promotion lacks (docs/behaviour/promotions.md §1). Those that it has stay, whatever their form
 * and number, since people hold them.
 */
export async function generateCodes({ db }: Pick<Work, "db">, promotion: Promotion): Promise<void> {
  const { ID, GeneratedCodeCount: count, GeneratedCodeLength: length, GeneratedCodePrefix: prefix } = promotion;
  if (!count || !length) return;
  let missing = count - (await countCodes(db, ID));
  while (missing > 0) {
    const codes = Array.from({ length: missing }, () => `${prefix ? `${prefix}-` : ""}${drawn(length)}`);
    missing -= await addCodes(db, ID, codes);
  }
}
