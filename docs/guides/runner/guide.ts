import assert from "node:assert/strict";
import { once } from "node:events";
import * as http from "node:http";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { type Block, blocksOf } from "./blocks.ts";
import { Shell } from "./shell.ts";
import { difference } from "./shown.ts";

/** Surroundings that the examples of a guide run in. */
export interface Surroundings {
  /** Takes the place of the address that guides give the server. */
  readonly baseUrl: string;
  /** Set before the first example, for the shell and as `process.env`. */
  readonly variables: Readonly<Record<string, string>>;
  /** Signs in somebody with a browser from this address on, and says where it arrives. */
  readonly signIn?: (url: string) => Promise<URL>;
}

/** Server address in guides. */
const writtenBase = "http://127.0.0.1:4000";
type Evaluate = (...args: unknown[]) => Promise<void>;
const AsyncFunction = (async () => {}).constructor as new (...source: string[]) => Evaluate;

/**
 * Runs all examples of a guide in order, as one program, and checks what they show:
 *
 * - `js`: what follows `// =>` is what `console.log` printed before it; nothing is printed that is not shown.
 * - `sh`: calls succeed unless `# => 400` says with which status they end.
 * - `json`: the reply to the last call of the shell.
 * - `text open`, `text arrives`: an address that a browser is sent to, and the one at which it ends up.
 *
 * Any other block needs `not-run: reason` behind its language.
 *
 * @throws Error naming the lines of the guide at which it is wrong.
 */
export async function runGuide(markdown: string, surroundings: Surroundings): Promise<void> {
  const blocks = blocksOf(await relocated(markdown, surroundings.baseUrl));
  const shell = new Shell(surroundings.variables);
  const printed: unknown[] = [];
  const servers: Server[] = [];
  const wrong: string[] = [];
  let line = 0;
  let arrived: URL | undefined;
  // A guide is corrected in one go: differences are told together, as far as it runs.
  const same = (actual: unknown, shown: unknown): void => {
    const where = difference(actual, shown);
    if (where !== undefined) wrong.push(`line ${line}: ${where} differs\n${both(actual, shown)}`);
  };
  const modules = (name: string): unknown =>
    name === "node:http" ? { ...http, createServer: registering(servers) } : import(name);
  const steps = {
    at(next: number): void {
      line = next;
      assert.deepEqual(printed, [], "printed, and not shown");
    },
    reached(next: number): void {
      line = next;
    },
    shown(next: number, value: unknown): void {
      line = next;
      const [actual] = printed;
      assert.equal(printed.length, 1, `one value is shown, ${printed.length} are printed: ${inspect(printed)}`);
      printed.length = 0;
      same(actual, value);
    },
    run: (index: number) => shell.run(blocks[index]?.lines ?? []),
    reply(index: number): void {
      assert.ok(shell.reply !== undefined, "no call before this reply");
      same(JSON.parse(shell.reply), JSON.parse(blocks[index]?.lines.join("\n") ?? ""));
      shell.reply = undefined;
    },
    async open(index: number): Promise<void> {
      assert.ok(surroundings.signIn !== undefined, "nobody here has a browser");
      arrived = await surroundings.signIn(filledIn(blocks[index], shell));
    },
    arrives(index: number): void {
      same(decodeURIComponent(String(arrived)), filledIn(blocks[index], shell));
    },
  };
  const program = new AsyncFunction("guide", "load", "console", "process", sourceOf(blocks));
  const console = { log: (...values: unknown[]) => printed.push(values.length === 1 ? values[0] : values) };
  try {
    await program(steps, modules, console, { env: shell.variables });
    steps.at(line);
  } catch (error) {
    wrong.push(`line ${line}: ${error instanceof Error ? error.message : inspect(error)}`);
  } finally {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  }
  if (wrong.length > 0) throw new Error(wrong.join("\n\n"));
}

function both(actual: unknown, shown: unknown): string {
  const options = { depth: 10, breakLength: 120 };
  return `shown: ${inspect(shown, options)}\ncame:  ${inspect(actual, options)}`;
}

/** The program that a guide's blocks make. @throws Error for a block that would not run. */
function sourceOf(blocks: readonly Block[]): string {
  return blocks.map((block, index) => `guide.at(${block.line});\n${statement(block, index)}`).join("\n");
}

function statement(block: Block, index: number): string {
  const kind = [block.language, block.info].filter((part) => part !== "").join(" ");
  if (/^not-run: \S+ \S+/.test(block.info)) return "";
  switch (kind) {
    case "js":
      return script(block);
    case "sh":
      return `await guide.run(${index});`;
    case "json":
      return `guide.reply(${index});`;
    case "text open":
      return `await guide.open(${index});`;
    case "text arrives":
      return `guide.arrives(${index});`;
    default:
      throw new Error(`line ${block.line}: a block of "${kind}" is not run; say why with "not-run: reason"`);
  }
}

/** A block's code with its imports loaded and with what it shows checked. */
function script({ line, lines }: Block): string {
  const shown = lines.map((text, index) => {
    const [, code, value] = text.match(/^(.*?)\/\/ => (.+)$/) ?? [];
    const number = line + index + 1;
    const begins =
      /^(await|const|let|for|console|server)\b/.test(text) && /^$|[;}]$|^\/\//.test(lines[index - 1] ?? "");
    const start = begins ? `guide.reached(${number}); ` : "";
    return value === undefined ? `${start}${text}` : `${start}${code}; guide.shown(${number}, (${value}));`;
  });
  return shown.join("\n").replace(/^import\s+([^;]+?)\s+from\s+"([^"]+)";/gm, (_, names: string, module: string) => {
    const bound = names.startsWith("{") ? names.replaceAll(/\s+as\s+/g, ": ") : `{ default: ${names} }`;
    return `const ${bound} = await load("${module}");`;
  });
}

/** A block's text with the shell's variables put in. */
const filledIn = (block: Block | undefined, shell: Shell): string =>
  (block?.lines.join("") ?? "").replace(/\$([A-Z_]+)/g, (_, name: string) => shell.variables[name] ?? "");

/** `createServer` that remembers what it makes, to be closed after the guide. */
const registering =
  (servers: Server[]): typeof createServer =>
  (...args: unknown[]) => {
    const server = (createServer as (...given: unknown[]) => Server)(...args);
    servers.push(server);
    return server;
  };

/** The guide with the address of the server under test, and free ports for the servers that it starts itself. */
async function relocated(markdown: string, baseUrl: string): Promise<string> {
  let text = markdown.replaceAll(writtenBase, baseUrl);
  for (const [, port] of markdown.matchAll(/\.listen\((\d+)/g)) {
    const probe = createServer().listen(0, "127.0.0.1");
    await once(probe, "listening");
    const free = (probe.address() as AddressInfo).port;
    await new Promise((closed) => probe.close(closed));
    text = text.replaceAll(new RegExp(`\\b${port}\\b`, "g"), String(free));
  }
  return text;
}
