import { isTest } from "./rules.ts";
import { codeOf } from "./statements.ts";

/** Parts of the platform that make statements for everybody. */
const machinery = /^server\/src\/platform\/(?:crud|db|lists|references)\//;

/** What only a store writes: a fragment of SQL, a statement built from the schema, the definition of a table. */
const statement = /\bsql(?:<[^`(]*>)?`|\btables\s*\.\s*\w+\(|\bnew (?:Assignment)?Table\b/;

/** Why a file holds SQL although its name does not say so: stores end in `store.ts`. */
export function judgeStores(sources: ReadonlyMap<string, string>): string[] {
  return [...sources]
    .filter(([file]) => file.startsWith("server/src/") && !isTest(file) && !machinery.test(file))
    .filter(([file, source]) => !/(?:\/|\.)store\.ts$/.test(file) && statement.test(codeOf(source)))
    .map(([file]) => `${file} holds SQL: move it to store.ts or a file that ends in .store.ts`);
}
