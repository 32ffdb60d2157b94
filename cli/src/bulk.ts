import { once } from "node:events";
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { readSettings } from "@orderwell/server";
import { type Command, type Environment, takesNothing, UsageError } from "./command.ts";
import { progressLine } from "./progress.ts";

const options = {
  id: { type: "string", short: "i" },
  resource: { type: "string", short: "r" },
  format: { type: "string", short: "f" },
  "dry-run": { type: "boolean" },
  from: { type: "string" },
  username: { type: "string", short: "u" },
  password: { type: "string", short: "p" },
  url: { type: "string" },
} as const;

const common = `  -i, --id MARKETPLACE  its ID
  -r, --resource NAME   one resource, such as Products; left out: all
  -f, --format csv      comma-separated values, for Products, PriceSchedules and InventoryRecords
  -u, --username NAME   portal account; left out: ORDERWELL_PORTAL_EMAIL
  -p, --password WORD   its password; left out: ORDERWELL_PORTAL_PASSWORD
  --url URL             address of the server; left out: ORDERWELL_URL, else host and port of its settings`;

/** Writes the rows of a marketplace to the standard output. */
export const exportRows: Command = {
  name: "export",
  takes: "-i MARKETPLACE [-r RESOURCE] [-f csv]",
  summary: "Write a marketplace, or one resource of it, as rows.",
  help: `Rows are lines of JSON that \`orderwell import\` takes.\n\n${common}`,
  async run(args, env) {
    const { positionals, query, url, token } = await prepared(args, env);
    takesNothing(positionals);
    const reply = await fetch(`${url}/v1/bulk/export?${query}`, {
      headers: { authorization: `Bearer ${await token()}` },
    });
    if (!reply.ok || reply.body === null) throw await refusalOf(reply);
    for await (const chunk of reply.body) if (!process.stdout.write(chunk)) await once(process.stdout, "drain");
    return 0;
  },
};

/** Imports the rows of a file. */
export const importRows: Command = {
  name: "import",
  takes: "FILE -i MARKETPLACE [-r RESOURCE] [-f csv] [--dry-run] [--from LINE]",
  summary: "Import rows of a file into a marketplace.",
  help: `After an interruption it goes on by itself where it was. Rows that are refused are told, and all others imported.

${common}
  --dry-run             check every row and keep none
  --from LINE           leave out the lines before

It ends with 1 where any row was refused.`,
  run: importFile,
};

/** An error of a row, or one that ended the import. */
interface ToldError {
  readonly ErrorCode: string;
  readonly Message: string;
  readonly Data?: { readonly Problem?: string; readonly ObjectType?: string; readonly ObjectID?: string } | null;
}

/** An error with what it is about, where its message does not say that. */
function textOf({ ErrorCode, Message, Data }: ToldError): string {
  const { Problem, ObjectType, ObjectID } = Data ?? {};
  const about = Problem || [ObjectType, ObjectID].filter((part) => part).join(" ");
  return `${Message}${about && ` ${about}`} (${ErrorCode})`;
}

/** What an import tells, line by line. */
interface Told {
  readonly Line: number;
  readonly Resource?: string;
  readonly ID?: string;
  readonly Errors?: readonly ToldError[];
  readonly Created?: number;
  readonly Saved?: number;
  readonly Failed?: number;
  readonly Done?: boolean;
}

/** Interruptions without a line done between them, after which an import is given up: a minute in all. */
const mostInterruptions = 10;
/** Longest wait between them, in milliseconds. */
const longestWaitMs = 8_000;

/** The server could not carry out a request for now. */
class Interruption extends Error {}

/** Statuses of what may succeed later: a server that stops, starts or has too much to do, or is behind a proxy that misses it. */
const passing = new Set([408, 429, 502, 503, 504]);
/** Codes of what ends an import, though its rows are right: another one, with another token, goes on. */
const passingCodes = new Set(["Api.Offline", "Api.Busy", "TooManyRequests", "InvalidToken", "Request.TimedOut"]);

/** A lost connection, or a server that is not there for now. */
const isInterruption = (error: unknown): error is Error =>
  error instanceof Interruption || (error instanceof TypeError && "cause" in error);

async function importFile(args: readonly string[], env: Environment): Promise<number> {
  const { values, positionals, query, url, token } = await prepared(args, env);
  const [path, ...more] = positionals;
  if (path === undefined) throw new UsageError("orderwell import needs a file");
  takesNothing(more);
  if (values["dry-run"]) query.set("dryRun", "true");
  const total = await linesOf(path);
  const progress = progressLine(process.stderr);
  const sums = { Created: 0, Saved: 0, Failed: 0 };
  let from = Number(values.from ?? 1);
  // An address where nobody is, or a wrong password, is told at once.
  let first: string | undefined = await token();
  for (let interruptions = 0; ; interruptions++) {
    query.set("from", String(from));
    let last: Told = { Line: from - 1 };
    let why = "";
    try {
      const granted = first ?? (await token());
      first = undefined;
      for await (const told of sent(`${url}/v1/bulk/import?${query}`, granted, path)) {
        if (told.Created === undefined) {
          const what = [told.Resource, told.ID].filter((one) => one !== undefined).join(" ");
          for (const error of told.Errors ?? [])
            process.stderr.write(`line ${told.Line}: ${what === "" ? "" : `${what}: `}${textOf(error)}\n`);
        } else {
          last = told;
          progress.show({ label: "rows", done: told.Line, total });
        }
      }
    } catch (error) {
      if (!isInterruption(error)) throw error;
      why = reasonOf(error);
    }
    for (const name of ["Created", "Saved", "Failed"] as const) sums[name] += last[name] ?? 0;
    const [error] = last.Errors ?? [];
    if (last.Done === false && error !== undefined && passingCodes.has(error.ErrorCode)) why = textOf(error);
    else if (last.Done !== undefined) {
      progress.end();
      if (!last.Done) throw new Error(error && textOf(error));
      process.stdout.write(`${sums.Created} made, ${sums.Saved} saved, ${sums.Failed} refused\n`);
      return sums.Failed === 0 ? 0 : 1;
    }
    if (last.Line >= from) interruptions = 0;
    if (interruptions >= mostInterruptions)
      throw new Error(`The import was interrupted after line ${last.Line}${why && `: ${why}`}`);
    from = last.Line + 1;
    await setTimeout(Math.min(1_000 * 2 ** interruptions, longestWaitMs));
  }
}

/** Sends a file, and gives what is told of it meanwhile. @throws what `isInterruption` tells. */
async function* sent(url: string, token: string, path: string): AsyncGenerator<Told> {
  const reply = await fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/octet-stream" },
    body: Readable.toWeb(createReadStream(path)) as ReadableStream,
    duplex: "half",
  } as RequestInit);
  if (!reply.ok || reply.body === null) throw await refusalOf(reply);
  let rest = "";
  for await (const chunk of reply.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield JSON.parse(line) as Told;
  }
}

async function linesOf(path: string): Promise<number> {
  let lines = 1;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>)
    for (const byte of chunk) if (byte === 0x0a) lines++;
  return lines;
}

async function prepared(args: readonly string[], env: Environment) {
  const { values, positionals } = readArguments(args);
  if (values.id === undefined) throw new UsageError("Which marketplace? -i says its ID");
  const settings = readSettings(env);
  const url = values.url ?? settings.url ?? `http://${settings.host}:${settings.port}`;
  const query = new URLSearchParams();
  if (values.resource !== undefined) query.set("resource", values.resource);
  if (values.format !== undefined) query.set("format", values.format);
  const username = values.username ?? settings.portalEmail ?? "owner@orderwell.local";
  const password = values.password ?? settings.portalPassword ?? "";
  const organization = `${url}/portal/api/v1/organizations/${encodeURIComponent(values.id)}`;
  const token = async (): Promise<string> => {
    const body = new URLSearchParams({ grant_type: "password", username, password });
    const portal = await tokenIn(
      await fetch(`${url}/portal/api/v1/oauth/token`, { method: "POST", body }).catch((error: Error) => {
        throw new Interruption(`${url} cannot be reached: ${reasonOf(error)}`);
      }),
    );
    return tokenIn(await fetch(`${organization}/token`, { headers: { authorization: `Bearer ${portal}` } }));
  };
  return { values, positionals, query, url, token };
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function tokenIn(reply: Response): Promise<string> {
  if (!reply.ok) throw await refusalOf(reply);
  return ((await reply.json()) as { access_token: string }).access_token;
}

const refusalOf = async (reply: Response): Promise<Error> =>
  new (passing.has(reply.status) ? Interruption : Error)(await refusalIn(reply));

/** Why a request failed, such as that nobody listens at its address. */
function reasonOf(error: Error): string {
  const { code, message } = (error.cause ?? {}) as { readonly code?: string; readonly message?: string };
  return message || code || error.message;
}

async function refusalIn(reply: Response): Promise<string> {
  const text = await reply.text();
  try {
    const { Errors, error_description } = JSON.parse(text);
    return Errors?.[0] === undefined ? (error_description ?? text) : textOf(Errors[0]);
  } catch {
    return text || `The server answered ${reply.status}.`;
  }
}
