import assert from "node:assert/strict";
import { once } from "node:events";
import * as http from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { inspect } from "node:util";
import { bash } from "./shell.ts";
import { masked } from "./shown.ts";

/** Surroundings that the examples of a guide run in. */
export interface Surroundings {
  /** Takes the place of the address that guides give the server. */
  readonly baseUrl: string;
  /** Set before the first example, for the shell and as `process.env`. */
  readonly variables: Readonly<Record<string, string>>;
  /** Signs in somebody with a browser from this address on, and says where it arrives. */
  readonly signIn?: (url: string) => Promise<URL>;
}

const Program = (async () => {}).constructor as new (...source: string[]) => (...args: unknown[]) => Promise<void>;

/**
 * Runs all examples of a guide in order, as one program, and checks what they show:
 *
 * - `js`: what follows `// =>` is what `console.log` printed before it; nothing is printed that is not shown, and nothing
 *   used that Node 20 lacks.
 * - `sh`: calls succeed unless `# => 400` says with which status they end.
 * - `json`: the reply to the last call of the shell.
 * - `text open`, `text arrives`: an address that a browser is sent to, and the one at which it ends up.
 *
 * Any other block needs `not-run: reason` behind its language.
 *
 * @throws Error naming the lines of the guide at which it is wrong: all differences together, as far as it runs.
 */
export async function runGuide(markdown: string, { baseUrl, variables, signIn }: Surroundings): Promise<void> {
  const source = sourceOf(await relocated(markdown, baseUrl));
  const env = { ...variables };
  const wrong: string[] = [];
  const printed: unknown[] = [];
  let line = 0;
  let reply: string | undefined;
  let arrived: URL | undefined;
  const tell = (error: unknown) =>
    wrong.push(`line ${line}: ${error instanceof Error ? error.message : inspect(error)}`);
  const same = (actual: unknown, shown: unknown): void => {
    try {
      assert.deepEqual(masked(actual, shown), shown);
    } catch (error) {
      tell(error);
    }
  };
  const filledIn = (text: string): string => text.replace(/\$([A-Z_]+)/g, (_, name) => env[name] ?? "");
  await using servers = new AsyncDisposableStack();
  const serve = (handler: http.RequestListener) => servers.use(http.createServer(handler));
  const load = (name: string) => (name === "node:http" ? { ...http, createServer: serve } : import(name));
  const guide = {
    at(next: number): void {
      line = next;
    },
    end: () => assert.deepEqual(printed, [], "printed, and not shown"),
    shown(value: unknown): void {
      assert.equal(printed.length, 1, `one value is shown, ${printed.length} are printed: ${inspect(printed)}`);
      same(printed.pop(), value);
    },
    async sh(text: string): Promise<void> {
      reply = await bash(text, env);
    },
    json(text: string): void {
      assert.ok(reply !== undefined, "no call before this reply");
      same(readJson(reply), readJson(text));
      reply = undefined;
    },
    async open(text: string): Promise<void> {
      assert.ok(signIn !== undefined, "nobody here has a browser");
      arrived = await signIn(filledIn(text));
    },
    arrives: (text: string) => same(decodeURIComponent(String(arrived)), filledIn(text)),
  };
  const console = { log: (...values: unknown[]) => printed.push(values.length === 1 ? values[0] : values) };
  try {
    await new Program("guide", "load", "console", "process", source)(guide, load, console, { env });
  } catch (error) {
    tell(error);
  }
  if (wrong.length > 0) throw new Error(wrong.join("\n\n"));
}

const steps: Readonly<Record<string, string>> = {
  sh: "await guide.sh",
  json: "guide.json",
  "text open": "await guide.open",
  "text arrives": "guide.arrives",
};

/** What the oldest Node that examples are promised to run on lacks: newer ones run these tests. */
const newerThanNode20 =
  /Array\.fromAsync|(?:Object|Map)\.groupBy|Promise\.(?:withResolvers|try)|URL\.parse|RegExp\.escape|\bIterator\b|\bWebSocket\b|\busing /;

/** The program that a guide's fenced blocks make. @throws Error for a block that would not run. */
function sourceOf(markdown: string): string {
  const statements: string[] = [];
  for (const { index, 1: kind = "", 2: text = "", 3: end } of markdown.matchAll(
    /^```([^\n]*)\n(.*?)(^```|$(?!.))/gms,
  )) {
    const line = markdown.slice(0, index).split("\n").length;
    assert.equal(end, "```", `the block of line ${line} is not closed`);
    if (/^\S+ +not-run: \S+ \S/.test(kind)) continue;
    const known = kind === "js" || steps[kind] !== undefined;
    assert.ok(known, `line ${line}: a block of "${kind}" is not run; say why with "not-run: reason"`);
    const late = kind === "js" ? text.match(newerThanNode20)?.[0] : undefined;
    assert.equal(late, undefined, `line ${line}: Node 20 has no ${late}`);
    const code = kind === "js" ? script(line, text.split("\n")) : `${steps[kind]}(${JSON.stringify(text.trimEnd())});`;
    statements.push(`guide.at(${line});\n${code}\nguide.end();`);
  }
  return statements.join("\n");
}

/** A block's code with its imports loaded and with what it shows checked. */
function script(line: number, lines: readonly string[]): string {
  const checked = lines.map((text, index) => {
    const number = line + index + 1;
    const [, code, value] = text.match(/^(.*?)\/\/ => (.+)$/) ?? [];
    if (value !== undefined) return `${code}; guide.at(${number}); guide.shown((${value}));`;
    const begins =
      /^(await|const|let|for|console|server)\b/.test(text) && /^$|[;}]$|^\/\//.test(lines[index - 1] ?? "");
    return begins ? `guide.at(${number}); ${text}` : text;
  });
  return checked.join("\n").replace(/^import\s+([^;]+?)\s+from\s+"([^"]+)";/gm, (_, names: string, module: string) => {
    const bound = names.startsWith("{") ? names.replaceAll(/\s+as\s+/g, ": ") : `{ default: ${names} }`;
    return `const ${bound} = await load("${module}");`;
  });
}

/** The guide with the address of the server under test, and free ports for the servers that it starts itself. */
async function relocated(markdown: string, baseUrl: string): Promise<string> {
  let text = markdown.replaceAll("http://127.0.0.1:4000", baseUrl);
  for (const [, port] of markdown.matchAll(/\.listen\((\d+)/g)) {
    await using probe = createServer().listen(0, "127.0.0.1");
    await once(probe, "listening");
    text = text.replaceAll(new RegExp(`\\b${port}\\b`, "g"), String((probe.address() as AddressInfo).port));
  }
  return text;
}

/** A JSON value, or the values of a text that has one on each line. */
function readJson(text: string): unknown {
  const lines = text.trim().split("\n");
  return lines.length > 1 && lines.every((line) => line.startsWith("{") && line.endsWith("}"))
    ? lines.map((line) => JSON.parse(line))
    : JSON.parse(text);
}
