import { type AddressInfo, createServer } from "node:net";
import { type DestinationStream, type Logger, pino } from "pino";
import { type App, type AppOptions, createApp } from "./app.ts";
import { openDatabase } from "./platform/db/database.ts";
import { startEmbedded } from "./platform/embedded/embedded.ts";
import type { EmbeddedDatabase } from "./platform/embedded/embedded-database.ts";
import { limitLines } from "./platform/log-limit.ts";
import { type Settings, SettingsError, secretKey } from "./platform/settings.ts";
import { newPortalPassword } from "./portal-password.ts";

/** Paths under which logs could carry secrets or personal data, were anybody to log whole requests. */
const redacted = ["req.headers.authorization", "*.password", "*.Password", "*.client_secret", "*.access_token"];

export interface RunningServer {
  readonly baseUrl: string;
  readonly app: App;
  /** Migrations applied at this start: all of them on an empty database. */
  readonly migrated: readonly string[];
  /** The first portal account when this start made it; its password is known only now. */
  readonly owner: { readonly username: string; readonly password: string; readonly generated: boolean } | undefined;
  /** Kind of PostgreSQL that is used. */
  readonly database: string;
  /**
   * Finishes requests in flight and stops everything this process started. What has not ended within the time for a stop,
   * since the database or a client does not answer, is left: then the process must end itself.
   */
  stop(): Promise<void>;
}

/** @param destination where lines go. Default: standard output. */
export const createLogger = (level: string, destination?: DestinationStream): Logger =>
  pino(
    {
      level,
      redact: { paths: redacted, censor: "[redacted]" },
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    destination ?? pino.destination(1),
  );

/** Starts the whole platform as its settings say. */
export async function startServer(
  settings: Settings,
  log = createLogger(settings.logLevel),
  parts: Pick<AppOptions, "clock" | "ids" | "staticFolders" | "background" | "deliveries"> = {},
): Promise<RunningServer> {
  if (settings.unknown.length > 0)
    log.warn({ variables: settings.unknown }, "these variables are no settings and change nothing");
  // Before anything is made: a start that fails for its address leaves nothing behind.
  const held = await holdPort(settings);
  try {
    return await startAt(held, settings, log, parts);
  } finally {
    await held.release();
  }
}

async function startAt(
  { port, release }: HeldPort,
  settings: Settings,
  log: Logger,
  parts: Parameters<typeof startServer>[2],
): Promise<RunningServer> {
  // Before anything is stored that it would have to encrypt.
  const key = secretKey(settings);
  let embedded: EmbeddedDatabase | undefined;
  if (settings.databaseUrl === null) {
    embedded = await startEmbedded({
      dataFolder: settings.dataFolder,
      log: (message, data) => log.info(data ?? {}, message),
    });
    if (embedded.recovered) log.warn("the database recovered from a crash; everything acknowledged is there");
  }
  try {
    const url = settings.databaseUrl ?? (embedded as EmbeddedDatabase).url;
    const lost = limitLines((message, data) => log.error(data ?? {}, message));
    const { databaseConnections: size, statementLimits: limits, waitMs, stopMs } = settings;
    const onError = ({ message }: Error): void => lost("database connection lost", { reason: message });
    const database = await openDatabase(url, { size, limits, waitMs, onError });
    try {
      const baseUrl = settings.url ?? `http://${hostInUrl(settings.host)}:${port}`;
      const { allowPrivateTargets, keyDays, cartDays, limits, trustedProxies, mail, productIndexes } = settings;
      const app = await createApp({
        database,
        baseUrl,
        secretKey: key,
        allowPrivateTargets,
        keyDays,
        cartDays,
        limits,
        trustedProxies,
        ...(mail && { mail }),
        ...(productIndexes && { productIndexes }),
        log,
        ...parts,
      });
      let owner: RunningServer["owner"];
      try {
        await release();
        await app.http.listen({ host: settings.host, port }).catch(cannotListen(settings));
        // Last, since its password is shown by this start or by none.
        owner = await firstAccount(app, settings);
      } catch (error) {
        await app.close();
        throw error;
      }
      const { rows } = await database.system.query<{ server_version: string }>("show server_version");
      return {
        baseUrl,
        app,
        migrated: database.migrated,
        owner,
        database:
          embedded === undefined ? `PostgreSQL ${rows[0]?.server_version}` : `embedded PostgreSQL ${embedded.version}`,
        async stop() {
          const until = performance.now() + stopMs;
          const inTime = (what: string, ending: Promise<void>): Promise<void> =>
            endInTime(ending, until - performance.now(), () => log.warn({}, `${what} did not end in time`));
          await inTime("what was under way", app.close());
          await inTime("the database's connections", database.close());
          await embedded?.stop();
        },
      };
    } catch (error) {
      await database.close();
      throw error;
    }
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

/** Least time for an end that needs nobody. */
const leastMs = 500;

/** Resolves when something has ended, or its time is over: then that is told. @throws what the end throws in time. */
function endInTime(ending: Promise<void>, ms: number, late: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => {
        late();
        resolve();
      },
      Math.max(ms, leastMs),
    );
    ending.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

async function firstAccount(app: App, settings: Settings): Promise<RunningServer["owner"]> {
  if ((await app.accounts.owner()) !== undefined) return undefined;
  const username = settings.portalEmail ?? "owner@orderwell.local";
  const password = settings.portalPassword ?? newPortalPassword();
  const made = await app.accounts.ensureOwner(username, password);
  return made && { username, password, generated: settings.portalPassword === null };
}

const hostInUrl = (host: string): string =>
  host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;

/** A port, which nobody else gets before it is released where it is one that was free. */
interface HeldPort {
  readonly port: number;
  release(): Promise<void>;
}

/**
 * The port that the settings name, or a free one: tokens name the server's address, so it is known before the server
 * listens.
 *
 * @throws SettingsError where nobody can listen there.
 */
async function holdPort(settings: Settings): Promise<HeldPort> {
  const probe = createServer((socket) => socket.destroy());
  const release = () => new Promise<void>((released) => probe.close(() => released()));
  await new Promise<void>((resolve, reject) => {
    probe.on("error", reject).listen(settings.port, settings.host, resolve);
  }).catch(cannotListen(settings));
  const { port } = probe.address() as AddressInfo;
  // Whoever looks for a server at a port that was named finds none before there is one.
  if (settings.port !== 0) await release();
  return { port, release };
}

/** Says what the operator can do about an address that the system does not give. */
const cannotListen =
  ({ host, port }: Settings) =>
  (error: NodeJS.ErrnoException): never => {
    const problem = {
      EADDRINUSE: `Port ${port} of ${host} is taken: ORDERWELL_PORT names another one, 0 takes a free one`,
      EACCES: `This account may not listen on port ${port}: ORDERWELL_PORT names another one`,
      EADDRNOTAVAIL: `This machine has no address ${host} to listen on: ORDERWELL_HOST names another one`,
      ENOTFOUND: `There is no host ${host} to listen on: ORDERWELL_HOST names another one`,
    }[error.code ?? ""];
    throw problem === undefined ? error : new SettingsError(problem);
  };
