// `npm run imports`: lists imports that go against the layout (see tools/imports/rules.ts), import cycles, and statements
// on tables of other domains that they may not touch (tools/imports/owners.ts, exceptions.ts), or that only a part of their
// domain may write (tools/imports/rooms.ts).
import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { findCycles, folderImports } from "./imports/cycles.ts";
import { exceptions } from "./imports/exceptions.ts";
import { readImports } from "./imports/graph.ts";
import { judgeOwners, judgeOwnership } from "./imports/ownership.ts";
import { judgeRooms } from "./imports/rooms.ts";
import { judge, ranks } from "./imports/rules.ts";
import { judgeStores } from "./imports/stores.ts";
import { readTables } from "./schema/tables.ts";

process.chdir(resolve(import.meta.dirname, ".."));
const { workspaces } = JSON.parse(readFileSync("package.json", "utf8")) as { workspaces: string[] };
const files = globSync(
  [...workspaces, "docs", "tools"].map((folder) => `${folder}/**/*.ts`),
  { exclude: ["**/node_modules/**"] },
);
const sources = new Map(files.map((file) => [file.replaceAll("\\", "/"), readFileSync(file, "utf8")]));
const imports = readImports(sources);
const offences = [
  ...imports.flatMap((found) => {
    const reason = judge(found);
    return reason ? [`${found.from} imports ${found.specifier}: ${reason}`] : [];
  }),
  ...findCycles(imports).map((cycle) => `cycle: ${cycle.join(" → ")}`),
  ...Object.keys(ranks)
    .flatMap((domain) => findCycles(folderImports(imports, `server/src/${domain}`)))
    .map((cycle) => `folders import each other in a circle: ${cycle.join(" → ")}`),
  ...judgeOwners(readTables().map(({ name }) => name)),
  ...judgeOwnership(sources, exceptions),
  ...judgeRooms(sources, imports),
  ...judgeStores(sources),
];
for (const offence of offences) console.error(offence);
console.log(`${files.length} files, ${imports.length} imports, ${offences.length} against the rules`);
process.exitCode = offences.length > 0 ? 1 : 0;
