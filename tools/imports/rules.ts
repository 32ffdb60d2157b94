import { posix } from "node:path";
import type { Import } from "./graph.ts";

/** Packages that each workspace may import of the others, by name. */
const workspaces: Record<string, readonly string[]> = {
  contract: [],
  server: ["contract"],
  middleware: ["contract"],
  examples: ["contract", "middleware"],
  seeding: ["contract", "server"],
  cli: ["contract", "server", "seeding"],
  bench: ["contract", "server", "seeding"],
  testing: ["contract", "server"],
  docs: ["testing"],
  compat: ["contract", "server", "seeding", "testing"],
};

/** Domains import only domains of a lower rank, and within each its folders import each other in one direction only. */
export const ranks: Record<string, number> = {
  companies: 0,
  expressions: 0,
  people: 1,
  parties: 2,
  seller: 3,
  buyers: 4,
  suppliers: 4,
  catalogs: 5,
  orders: 6,
  me: 7,
  integrations: 7,
  authentication: 8,
  portal: 9,
};

/** Within a resource: operations use rules, rules use stores. */
const layers = ["store.ts", "rules.ts", "operations.ts"];

/** Reason why an import goes against the layout; undefined when it does not. */
export function judge(found: Import): string | undefined {
  const home = workspaceOf(found.from);
  if (home === "tools") return undefined;
  if (found.workspace !== undefined) return judgePackage(found.from, found.specifier, found.workspace);
  const to = found.to!;
  if (workspaceOf(to) !== home) return "other workspaces are imported by their package names";
  if (isTest(found.from)) return undefined;
  if (isTest(to)) return "only tests import what is made for tests";
  return home === "server" ? judgeServer(found.from, to) : undefined;
}

function judgePackage(from: string, specifier: string, workspace: string): string | undefined {
  const home = workspaceOf(from);
  if (workspace === home) return "a workspace imports itself by relative paths";
  const forTests = workspace === "testing" && isTest(from);
  if (!forTests && !workspaces[home]?.includes(workspace)) return `${home} may not import ${workspace}`;
  if (specifier === "@orderwell/server/testing" && home === "testing") return undefined;
  // Browser and identity provider stand apart so that not every test loads them.
  if (specifier.startsWith("@orderwell/testing/")) return undefined;
  return specifier === `@orderwell/${workspace}` ? undefined : "only the index of a workspace is open to others";
}

function judgeServer(from: string, to: string): string | undefined {
  const [here, there] = [moduleOf(from), moduleOf(to)];
  for (const name of [here, there]) {
    if (name !== "" && name !== "platform" && ranks[name] === undefined)
      return `${name} has no place in the domain order`;
  }
  if (to === callFile && here !== "platform" && !isBinding(from)) return "a Call is for what binds declared operations";
  if (there === "platform") return undefined;
  if (here === "platform") return "platform knows no domain and does not wire";
  if (here === "") return judgeWiring(from, to, there);
  if (there === "") return "a domain does not know what wires it";
  if (here === there) return judgeLayers(from, to);
  if (ranks[there]! >= ranks[here]!) return `${here} may not import ${there}: domains import downward only`;
  return to === `server/src/${there}/index.ts` ? undefined : "a domain is open to others through its index.ts only";
}

/** Module of what a request brings; rules and stores take the work and typed values instead. */
const callFile = "server/src/platform/operation/call.ts";
const isBinding = (path: string): boolean => /(\/|\.)operations\.ts$/.test(path);

function judgeWiring(from: string, to: string, domain: string): string | undefined {
  if (domain === "") return undefined;
  if (from !== "server/src/app.ts") return "app.ts is the only file that wires domains";
  return to === `server/src/${domain}/index.ts` ? undefined : "a domain is open to others through its index.ts only";
}

function judgeLayers(from: string, to: string): string | undefined {
  const [user, used] = [from, to].map((path) => layers.indexOf(posix.basename(path)));
  return user! >= 0 && used! > user! ? "operations use rules, and rules use stores, never the other way" : undefined;
}

function workspaceOf(path: string): string {
  return path.split("/")[0]!;
}

/** `platform` or the domain a file of the server belongs to; empty for files beside them. */
export function moduleOf(path: string): string {
  const parts = path.split("/");
  return parts.length > 3 ? parts[2]! : "";
}

export function isTest(path: string): boolean {
  return path.endsWith(".test.ts") || /\/(testing|contract-tests)\//.test(path);
}
