// `npm run docs`: lists links, citations and names in documents and comments that lead nowhere.
import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { judge } from "./docs/judge.ts";
import { misfits, stepsOf } from "./docs/walkthrough.ts";

process.chdir(resolve(import.meta.dirname, ".."));
const read = (patterns: string[]): ReadonlyMap<string, string> =>
  new Map(
    globSync(patterns, { exclude: ["**/node_modules/**"] })
      .sort()
      .map((file) => [file.replaceAll("\\", "/"), readFileSync(file, "utf8")]),
  );
const { workspaces } = JSON.parse(readFileSync("package.json", "utf8")) as { workspaces: string[] };
const folders = [...workspaces, "docs", "tools"];
const documents = read(["*.md", "docs/**/*.md", ...workspaces.map((folder) => `${folder}/**/*.md`)]);
const sources = read(folders.flatMap((folder) => ["ts", "mjs", "cjs", "sql"].map((kind) => `${folder}/**/*.${kind}`)));
const files = new Set(
  globSync(["**/*", ".*"], { exclude: ["**/node_modules/**", ".git/**"] }).map((file) => file.replaceAll("\\", "/")),
);
const walkthrough = "docs/adding-a-resource.md";
const offences = [
  ...judge({ documents, sources, files }),
  ...misfits(stepsOf(documents.get(walkthrough) ?? ""), files, (file) => readFileSync(file, "utf8")).map(
    (misfit) => `${walkthrough}: ${misfit}`,
  ),
];
for (const offence of offences) console.error(offence);
console.log(`${documents.size} documents, ${sources.size} sources, ${offences.length} references that lead nowhere`);
process.exitCode = offences.length > 0 ? 1 : 0;
