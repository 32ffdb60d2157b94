// `npm run regexes`: lists regular expressions of what runs that may take longer than in proportion to the text they meet
// (tools/regexes/exceptions.ts has those that stand all the same).
import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { exceptions } from "./regexes/exceptions.ts";
import { judgeRegexes } from "./regexes/judge.ts";

process.chdir(resolve(import.meta.dirname, ".."));
const files = globSync(
  ["contract", "server", "middleware", "seeding", "cli"].map((workspace) => `${workspace}/src/**/*.ts`),
  { exclude: ["**/*.test.ts", "**/testing/**", "**/contract-tests/**", "**/generated/**"] },
);
const sources = new Map(files.map((file) => [file.replaceAll("\\", "/"), readFileSync(file, "utf8")]));
const { checked, offences } = judgeRegexes(sources, exceptions);
for (const offence of offences) console.error(offence);
console.log(`${checked} regular expressions, ${offences.length} that may be slow`);
process.exitCode = offences.length > 0 ? 1 : 0;
