import { execFile } from "node:child_process";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Operation, operations } from "@orderwell/contract";

const root = fileURLToPath(new URL("../../", import.meta.url));
const workspace = join(root, "middleware");

/** Frameworks that it has an adapter for; none is needed. */
const frameworks = { express: ">=4", fastify: ">=5", hono: ">=4", next: ">=14" } as const;

/**
 * Makes the npm package of the middleware: JavaScript and types, with what they use of the contract, in a folder that
 * `npm pack` and `npm publish` take as it is.
 */
export async function buildMiddleware(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const contract = join(folder, "contract");
  await mkdir(contract, { recursive: true });
  await writeContract(contract);
  await compile(folder, contract);
  await pointAt(folder, contract);
  await copyFile(join(root, "LICENSE"), join(folder, "LICENSE"));
  await copyFile(join(workspace, "README.md"), join(folder, "README.md"));
  await writeFile(join(folder, "package.json"), `${JSON.stringify(await manifest(), null, 2)}\n`);
}

/** What the middleware uses of the contract: routes of operations, and types. */
async function writeContract(folder: string): Promise<void> {
  for (const name of ["wire", "values"]) {
    const text = await readFile(join(root, "contract/src/generated", `${name}.ts`), "utf8");
    await writeFile(join(folder, `${name}.d.ts`), text.replaceAll('.ts"', '.js"'));
  }
  await writeFile(
    join(folder, "index.d.ts"),
    `export type * as wire from "./wire.js";
export type { CommerceRole, Json, JsonObject, MessageType } from "./values.js";
export declare const operations: Readonly<Record<string, { readonly method: string; readonly path: string }>>;
`,
  );
  const routes = Object.values(operations as Readonly<Record<string, Operation>>).map(({ id, method, path }) => [
    id,
    { method, path },
  ]);
  await writeFile(
    join(folder, "index.js"),
    `export const operations = ${JSON.stringify(Object.fromEntries(routes), null, 1)};\n`,
  );
}

async function compile(folder: string, contract: string): Promise<void> {
  const config = join(folder, "tsconfig.json");
  const compilerOptions = {
    noEmit: false,
    declaration: true,
    target: "es2022",
    rootDir: join(workspace, "src"),
    outDir: folder,
    rewriteRelativeImportExtensions: true,
    typeRoots: [join(root, "node_modules/@types")],
    paths: { "@orderwell/contract": [join(contract, "index.d.ts")] },
  };
  const files = [join(workspace, "src/index.ts")];
  await writeFile(
    config,
    JSON.stringify({ extends: join(root, "tsconfig.json"), compilerOptions, files, include: [] }),
  );
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  try {
    await promisify(execFile)(process.execPath, [tsc, "-p", config], { cwd: root });
  } catch (error) {
    throw new Error(`The middleware cannot be compiled:\n${(error as { readonly stdout?: string }).stdout}`, {
      cause: error,
    });
  }
  await rm(config);
}

/** Has what was compiled find the contract within the package. */
async function pointAt(folder: string, contract: string): Promise<void> {
  for (const name of await readdir(folder, { recursive: true })) {
    if (!/\.(js|d\.ts)$/.test(name) || name.startsWith("contract")) continue;
    const file = join(folder, name);
    const way = relative(dirname(file), join(contract, "index.js")).replaceAll("\\", "/");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replaceAll('"@orderwell/contract"', `"${way.startsWith(".") ? way : `./${way}`}"`));
  }
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

const entry = (file: string) => ({ types: `./${file}.d.ts`, default: `./${file}.js` });

async function manifest(): Promise<object> {
  const read = async (folder: string) => JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const { name, version, description, dependencies }: Manifest = await read(workspace);
  const { license, engines } = await read(root);
  const names = Object.keys(frameworks) as (keyof typeof frameworks)[];
  return {
    name,
    version,
    description,
    license,
    type: "module",
    engines,
    sideEffects: false,
    exports: {
      ".": entry("index"),
      ...Object.fromEntries(names.map((one) => [`./${one}`, entry(`adapters/${one}`)])),
      "./package.json": "./package.json",
    },
    dependencies: { jose: dependencies.jose },
    peerDependencies: frameworks,
    peerDependenciesMeta: Object.fromEntries(names.map((one) => [one, { optional: true }])),
  };
}
