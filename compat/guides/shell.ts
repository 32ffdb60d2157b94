import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";

export interface Reply {
  readonly status: number;
  readonly text: string;
}

type Word = readonly (string | { readonly variable: string } | { readonly command: string })[];
interface Request {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** A command waited for this long was not answered in time. */
const patienceMs = 15_000;

/**
 * As much of a shell as guides use, so that their examples run where there is neither a shell nor curl nor jq:
 * assignments, quotes, variables, `$( … )`, `curl … | jq -r .path` and `sleep`. A comment `# => 400` after a call says
 * with which status it ends; without it, the call must succeed.
 */
export class Shell {
  readonly variables: Record<string, string>;
  /** Answer to the last call. */
  reply: Reply | undefined;
  /** After `sleep`, a value that is to be read from a reply may take its time. */
  #patient = false;

  constructor(variables: Readonly<Record<string, string>>) {
    this.variables = { ...variables };
  }

  /** Runs the lines of one block. @throws Error naming the command for whatever is not understood or fails. */
  async run(lines: readonly string[]): Promise<void> {
    for (const { text, status } of commandsOf(lines)) {
      this.reply = undefined;
      await this.#command(text);
      const { reply } = this as { reply: Reply | undefined };
      if (reply === undefined) assert.equal(status, undefined, `no call whose status could be ${status}: ${text}`);
      else if (status !== undefined) assert.equal(reply.status, status, `${text}\n${reply.text}`);
      else assert.ok(reply.status < 400, `${text}\n${reply.status} ${reply.text}`);
    }
  }

  /** Output of a command. */
  async #command(text: string): Promise<string> {
    const words = wordsOf(text);
    const [first = []] = words;
    const assignment = plain(first) === "export" ? words[1] : first;
    const name = typeof assignment?.[0] === "string" ? assignment[0].match(/^([A-Z_][A-Z0-9_]*)=(.*)$/s) : null;
    if (assignment && name) {
      this.variables[name[1] ?? ""] = await this.#expand([name[2] ?? "", ...assignment.slice(1)]);
      return "";
    }
    if (plain(first) === "sleep") {
      this.#patient = true;
      return "";
    }
    const bar = words.findIndex((word) => plain(word) === "|");
    const call = bar < 0 ? words : words.slice(0, bar);
    assert.equal(plain(call[0]), "curl", `guides may run curl, not ${plain(call[0])}: ${text}`);
    const filter = bar < 0 ? undefined : words.slice(bar + 1).map(plain);
    const request = requestOf(await Promise.all(call.slice(1).map((word) => this.#expand(word))));
    const patientUntil = this.#patient ? Date.now() + patienceMs : 0;
    this.#patient = false;
    for (;;) {
      const response = await fetch(request.url, request);
      this.reply = { status: response.status, text: await response.text() };
      if (filter === undefined) return this.reply.text;
      const value = picked(this.reply.text, filter);
      if (value !== undefined) return value;
      assert.ok(Date.now() < patientUntil, `${filter.join(" ")} finds nothing in ${this.reply.text}`);
      await pause(100);
    }
  }

  async #expand(word: Word): Promise<string> {
    let text = "";
    for (const part of word) {
      if (typeof part === "string") text += part;
      else if ("command" in part) text += await this.#command(part.command);
      else {
        const value = this.variables[part.variable];
        assert.ok(value !== undefined, `$${part.variable} is not set`);
        text += value;
      }
    }
    return text;
  }
}

const plain = (word: Word | undefined): string => (word ?? []).filter((part) => typeof part === "string").join("");

/** Commands with the statuses that comments after them show; lines that end in a backslash or within quotes go on. */
function commandsOf(lines: readonly string[]): { text: string; status?: number }[] {
  const commands: { text: string; status?: number }[] = [];
  let pending = "";
  for (const line of lines) {
    if (pending === "" && line.trim() === "") continue;
    const status = line.match(/^# => (\d{3})$/)?.[1];
    const last = commands.at(-1);
    if (pending === "" && line.startsWith("#")) {
      if (status !== undefined && last !== undefined) last.status = Number(status);
      continue;
    }
    pending += pending === "" ? line : `\n${line}`;
    if (pending.endsWith("\\") || (pending.match(/'/g)?.length ?? 0) % 2 === 1) continue;
    commands.push({ text: pending.replaceAll("\\\n", " ") });
    pending = "";
  }
  assert.equal(pending, "", `unfinished: ${pending}`);
  return commands;
}

/** Splits a command into words of literal parts, variables and commands to substitute. */
function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let word: (string | { variable: string } | { command: string })[] | undefined;
  let quoted = false;
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const literal = quoted ? undefined : rest.match(/^'([^']*)'/);
    const variable = rest.match(/^\$\{?([A-Z_][A-Z0-9_]*)\}?/);
    if (rest.startsWith('"')) {
      quoted = !quoted;
      word ??= [];
      at += 1;
    } else if (literal) {
      word = [...(word ?? []), literal[1] ?? ""];
      at += literal[0].length;
    } else if (rest.startsWith("$(")) {
      const command = upToParenthesis(rest.slice(2));
      word = [...(word ?? []), { command }];
      at += command.length + 3;
    } else if (variable) {
      word = [...(word ?? []), { variable: variable[1] ?? "" }];
      at += variable[0].length;
    } else if (!quoted && /^\s/.test(rest)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at += 1;
    } else {
      const taken: string = rest.match(quoted ? /^(?:\\.|[^"$\\])+/s : /^[^\s"'$]+/)?.[0] ?? "";
      assert.ok(taken !== "", `not understood: ${rest}`);
      word = [...(word ?? []), quoted ? taken.replace(/\\(["$\\])/g, "$1") : taken];
      at += taken.length;
    }
  }
  assert.ok(!quoted, `a quote is open: ${text}`);
  return word === undefined ? words : [...words, word];
}

function upToParenthesis(text: string): string {
  let depth = 1;
  for (const { 0: found, index } of text.matchAll(/'[^']*'|[()]/g)) {
    if (found === "(") depth++;
    if (found === ")" && --depth === 0) return text.slice(0, index);
  }
  throw new Error(`not closed: $(${text}`);
}

/** The request that curl makes of these arguments. */
function requestOf(args: readonly string[]): Request {
  const headers: Record<string, string> = {};
  const data: string[] = [];
  let [url, method, json]: [string?, string?, string?] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    const value = (): string => args[++at] ?? "";
    if (arg === "-s") continue;
    else if (arg === "-X") method = value();
    else if (arg === "-H") {
      const [, name = "", content = ""] = value().match(/^([\w-]+): *(.*)$/s) ?? [];
      headers[name] = content;
    } else if (arg === "-d") data.push(value());
    else if (arg === "--data-urlencode") {
      const [, name = "", content = ""] = value().match(/^([^=]*)=(.*)$/s) ?? [];
      data.push(`${name}=${encodeURIComponent(content)}`);
    } else if (arg === "--json") json = value();
    else if (!arg.startsWith("-") && url === undefined) url = arg;
    else throw new Error(`curl ${arg} is not understood`);
  }
  assert.ok(url !== undefined, "curl without an address");
  if (json !== undefined) headers["content-type"] = "application/json";
  else if (data.length > 0) headers["content-type"] = "application/x-www-form-urlencoded";
  const body = json ?? (data.length > 0 ? data.join("&") : undefined);
  return { url, method: method ?? (body === undefined ? "GET" : "POST"), headers, body };
}

/** Output of `jq -r`: the value at a path of names and indices; `undefined` where there is none. */
function picked(text: string, [jq, raw, path = "", ...more]: readonly string[]): string | undefined {
  assert.deepEqual([jq, raw, more], ["jq", "-r", []], "guides pick values with jq -r .path");
  assert.match(path, /^(\.\w+(\[\d+\])*)+$/, "a path of names and indices");
  let value: unknown = JSON.parse(text);
  for (const [step] of path.matchAll(/\w+/g)) value = (value as Record<string, unknown> | null | undefined)?.[step];
  return value === null || value === undefined ? undefined : String(value);
}
