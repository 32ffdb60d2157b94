import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { errorPage } from "../server/src/platform/http/error-page.ts";
import { renderCalls } from "./generators/calls.ts";
import { renderCoverage } from "./generators/coverage.ts";
import { renderEnumerations } from "./generators/enumerations.ts";
import { renderErrorData } from "./generators/error-data.ts";
import { renderErrors } from "./generators/errors.ts";
import { renderLimits } from "./generators/limits.ts";
import { modelPages } from "./generators/models.ts";
import { renderNames } from "./generators/names.ts";
import { operationPages } from "./generators/operation-pages.ts";
import { renderOperations } from "./generators/operations.ts";
import { renderRoles } from "./generators/roles.ts";
import { renderStored } from "./generators/stored.ts";
import { renderTables } from "./generators/tables.ts";
import { renderValues } from "./generators/values.ts";
import { renderWire } from "./generators/wire.ts";

/**
 * Writes what is generated from the contract and from the schema of the database. `--check`: writes nothing, names the files that differ and fails.
 * Paths are relative to the repository.
 */
const generated: readonly { readonly file: string; readonly render: () => string }[] = [
  { file: "contract/src/generated/names.ts", render: renderNames },
  { file: "contract/src/generated/error-data.ts", render: renderErrorData },
  { file: "contract/src/generated/values.ts", render: renderValues },
  { file: "contract/src/generated/stored.ts", render: renderStored },
  { file: "contract/src/generated/wire.ts", render: renderWire },
  { file: "server/src/platform/db/generated/tables.ts", render: renderTables },
  { file: "docs/reference/operations.txt", render: renderOperations },
  { file: "docs/reference/calls.md", render: renderCalls },
  { file: "docs/reference/errors.md", render: renderErrors },
  { file: "docs/reference/errors.html", render: errorPage },
  { file: "docs/reference/enumerations.md", render: renderEnumerations },
  { file: "docs/reference/limits.md", render: renderLimits },
  { file: "docs/reference/roles.md", render: renderRoles },
  ...[...operationPages, ...modelPages].map(({ file, render }) => ({ file: `docs/reference/${file}`, render })),
  { file: "docs/reference/coverage.md", render: renderCoverage },
];

const root = new URL("../", import.meta.url);
const check = process.argv.includes("--check");

for (const { file, render } of generated) {
  const path = new URL(file, root).pathname;
  const text = render();
  const present = await readFile(path, "utf8").catch(() => undefined);
  if (present === text) continue;
  if (check) {
    console.error(`${file} is out of date: run npm run generate`);
    process.exitCode = 1;
  } else {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    console.log(`wrote ${file}`);
  }
}
