// `npm run imports`: lists imports that go against the layout (see tools/imports/rules.ts) and import cycles.
import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { findCycles } from "./imports/cycles.ts";
import { readImports } from "./imports/graph.ts";
import { judge } from "./imports/rules.ts";

process.chdir(resolve(import.meta.dirname, ".."));
const { workspaces } = JSON.parse(readFileSync("package.json", "utf8")) as { workspaces: string[] };
const files = globSync(
  [...workspaces, "tools"].map((folder) => `${folder}/**/*.ts`),
  { exclude: ["**/node_modules/**"] },
);
const imports = readImports(new Map(files.map((file) => [file.replaceAll("\\", "/"), readFileSync(file, "utf8")])));
const offences = [
  ...imports.flatMap((found) => {
    const reason = judge(found);
    return reason ? [`${found.from} imports ${found.specifier}: ${reason}`] : [];
  }),
  ...findCycles(imports).map((cycle) => `cycle: ${cycle.join(" → ")}`),
];
for (const offence of offences) console.error(offence);
console.log(`${files.length} files, ${imports.length} imports, ${offences.length} against the rules`);
process.exitCode = offences.length > 0 ? 1 : 0;
