import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { isIP } from "node:net";
import { join, resolve } from "node:path";
import type { RateLimitSettings } from "./access/rate-limits.ts";
import type { StatementLimits } from "./db/terms.ts";
import { keptSecret } from "./files.ts";
import { isMailAddress, type MailSettings } from "./outbound/mail.ts";

/** Everything that an operator may set, from environment variables (listed in the README). */
export interface Settings {
  readonly host: string;
  readonly port: number;
  /** Public base URL without a slash at its end; null until the port is known. */
  readonly url: string | null;
  readonly dataFolder: string;
  /** Null: the embedded database. */
  readonly databaseUrl: string | null;
  readonly demo: boolean;
  readonly portalEmail: string | null;
  readonly portalPassword: string | null;
  readonly secretKey: string | null;
  /** Where indexes of products are kept for the next start, and bytes that they may take; null: nowhere. */
  readonly productIndexes: { readonly folder: string; readonly maxBytes: number } | null;
  /** Days until the platform replaces a key that signs tokens; 0: only when it is told to. */
  readonly keyDays: number;
  /** Days until unsubmitted orders that nobody touches are deleted, by kind; 0: never. */
  readonly cartDays: { readonly empty: number; readonly anonymous: number; readonly other: number };
  readonly logLevel: string;
  /** Connections that marketplaces share in this process. */
  readonly databaseConnections: number;
  /** Time that one statement may take, by who waits for it, in milliseconds. */
  readonly statementLimits: StatementLimits;
  /** Longest wait of a request for a connection, in milliseconds. */
  readonly waitMs: number;
  /** Time that a stop may take, in milliseconds. */
  readonly stopMs: number;
  readonly allowPrivateTargets: boolean;
  /** Where mail is handed to; absent: nowhere. */
  readonly mail?: MailSettings;
  /** Limits for whoever has no token yet, per minute; 0: none. */
  readonly limits: RateLimitSettings;
  /** Addresses and networks of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** Variables that are named like settings and are none. */
  readonly unknown: readonly string[];
}

/** Characters that a secret key has at least. */
const shortestKey = 16;

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal", "silent"];

/** A setting that cannot be used; the message says which and why. */
export class SettingsError extends Error {}

/** @throws SettingsError naming every variable whose value cannot be used. */
export function readSettings(env: Readonly<Record<string, string | undefined>>, defaults = { demo: false }): Settings {
  const problems: string[] = [];
  const known = new Set<string>();
  const given = (name: string): string | null => {
    known.add(name);
    return env[name] === undefined || env[name] === "" ? null : env[name];
  };
  const flag = (name: string, fallback: boolean): boolean => {
    const value = given(name)?.toLowerCase();
    if (value === undefined || value === null) return fallback;
    if (["1", "true", "yes"].includes(value)) return true;
    if (["0", "false", "no"].includes(value)) return false;
    problems.push(`${name} must be 1 or 0, not "${value}"`);
    return fallback;
  };

  const host = given("ORDERWELL_HOST") ?? "127.0.0.1";
  const port = Number(given("ORDERWELL_PORT") ?? 4000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    problems.push("ORDERWELL_PORT must be a port from 0 to 65535");
  const url = given("ORDERWELL_URL");
  if (url !== null && !/^https?:\/\/[^/]+(\/.*)?$/.test(url))
    problems.push("ORDERWELL_URL must be the server's public http or https address");
  const databaseUrl = given("DATABASE_URL");
  if (databaseUrl !== null && !/^postgres(ql)?:\/\//.test(databaseUrl))
    problems.push("DATABASE_URL must be a postgres:// address");
  const logLevel = given("ORDERWELL_LOG_LEVEL") ?? "info";
  if (!logLevels.includes(logLevel)) problems.push(`ORDERWELL_LOG_LEVEL must be one of ${logLevels.join(", ")}`);
  const keyDays = Number(given("ORDERWELL_KEY_DAYS") ?? 90);
  if (!Number.isInteger(keyDays) || keyDays < 0 || keyDays > 3_650)
    problems.push("ORDERWELL_KEY_DAYS must be a number of days from 0 to 3650");
  const whole = (name: string, fallback: number, least: number, most: number): number => {
    const value = Number(given(name) ?? fallback);
    if (!Number.isInteger(value) || value < least || value > most)
      problems.push(`${name} must be a whole number from ${least} to ${most}`);
    return value;
  };
  const seconds = (name: string, fallback: number, most: number): number => 1_000 * whole(name, fallback, 1, most);
  const portalPassword = given("ORDERWELL_PORTAL_PASSWORD");
  if (portalPassword !== null && portalPassword.length < 10)
    problems.push("ORDERWELL_PORTAL_PASSWORD must have at least 10 characters");
  const portalEmail = given("ORDERWELL_PORTAL_EMAIL");
  if (portalEmail !== null && !isMailAddress(portalEmail))
    problems.push("ORDERWELL_PORTAL_EMAIL must be an e-mail address");
  const secretKey = given("ORDERWELL_SECRET_KEY");
  if (secretKey !== null && secretKey.trim().length < shortestKey)
    problems.push(`ORDERWELL_SECRET_KEY must have at least ${shortestKey} characters`);
  if (databaseUrl !== null && secretKey === null && given("ORDERWELL_DATA") === null && env.NODE_ENV === "production")
    problems.push("ORDERWELL_SECRET_KEY must be set when DATABASE_URL is, so that every process shares it");

  const rate = (name: string, fallback: number): number => {
    const value = Number(given(name) ?? (isForThisMachine(host, url) ? 0 : fallback));
    if (!Number.isInteger(value) || value < 0 || value > 1_000_000)
      problems.push(`${name} must be a number per minute from 0 to 1000000`);
    return value;
  };
  const limits = {
    perAddress: rate("ORDERWELL_SIGN_INS_PER_ADDRESS", 300),
    perClient: rate("ORDERWELL_SIGN_INS_PER_CLIENT", 3_000),
  };
  const trustedProxies = (given("ORDERWELL_TRUSTED_PROXIES") ?? "").split(/[\s,]+/).filter((text) => text !== "");
  for (const text of trustedProxies)
    if (!isNetwork(text)) problems.push(`ORDERWELL_TRUSTED_PROXIES must list addresses or networks, not "${text}"`);

  const smtp = given("ORDERWELL_SMTP_URL");
  if (smtp !== null && (!/^smtps?:\/\//.test(smtp) || !URL.canParse(smtp)))
    problems.push("ORDERWELL_SMTP_URL must be an address such as smtp://user:password@mail.example.com:587");
  const from = given("ORDERWELL_MAIL_FROM");
  if ((smtp === null) !== (from === null)) problems.push("ORDERWELL_SMTP_URL and ORDERWELL_MAIL_FROM need each other");
  if (from !== null && !isMailAddress(from)) problems.push("ORDERWELL_MAIL_FROM must be an e-mail address");

  const dataFolder = resolve(given("ORDERWELL_DATA") ?? ".orderwell");
  // They hold what products say: no other machine than the database's own gets them unless somebody says so.
  const ownIndexes = databaseUrl === null ? join(dataFolder, "product-indexes") : null;
  const indexFolder = given("ORDERWELL_INDEX_FOLDER") ?? ownIndexes;
  const maxBytes = 1_000_000 * whole("ORDERWELL_INDEX_MEGABYTES", 4_000, 0, 10_000_000);

  const settings: Omit<Settings, "unknown"> = {
    host,
    port,
    url: url?.replace(/\/+$/, "") ?? null,
    dataFolder,
    productIndexes: indexFolder === null || maxBytes === 0 ? null : { folder: resolve(indexFolder), maxBytes },
    databaseUrl,
    demo: flag("ORDERWELL_DEMO", defaults.demo),
    portalEmail,
    portalPassword,
    secretKey,
    keyDays,
    cartDays: {
      empty: whole("ORDERWELL_EMPTY_CART_DAYS", 1, 0, 3_650),
      anonymous: whole("ORDERWELL_ANONYMOUS_CART_DAYS", 7, 0, 3_650),
      other: whole("ORDERWELL_CART_DAYS", 90, 0, 3_650),
    },
    logLevel,
    databaseConnections: whole("ORDERWELL_DATABASE_CONNECTIONS", 10, 4, 1_000),
    statementLimits: {
      shopper: seconds("ORDERWELL_SHOPPER_SECONDS", 10, 600),
      administrator: seconds("ORDERWELL_ADMINISTRATOR_SECONDS", 30, 3_600),
      job: seconds("ORDERWELL_JOB_SECONDS", 600, 86_400),
    },
    waitMs: seconds("ORDERWELL_WAIT_SECONDS", 10, 600),
    stopMs: seconds("ORDERWELL_STOP_SECONDS", 30, 3_600),
    allowPrivateTargets: flag("ORDERWELL_ALLOW_PRIVATE_TARGETS", isForThisMachine(host, url)),
    limits,
    trustedProxies,
    ...(smtp !== null && from !== null && { mail: { url: smtp, from } }),
  };
  const unknown = Object.keys(env).filter((name) => name.startsWith("ORDERWELL_") && !known.has(name));
  if (problems.length > 0) throw new SettingsError(problems.join("\n"));
  return { ...settings, unknown };
}

const isLoopback = (name: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(name);

/** Tells whether a text is an IP address, or a network as `10.0.0.0/8`; one of every address would trust everybody. */
function isNetwork(text: string): boolean {
  const [address = "", bits, ...more] = text.split("/");
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  if (bits === undefined) return true;
  return /^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (family === 4 ? 32 : 128);
}

/**
 * Tells whether nobody but this machine is served. The public address decides where there is one: behind a proxy a server
 * of everybody's listens on loopback.
 */
export const isForThisMachine = (host: string, url: string | null): boolean =>
  isLoopback(host) && (url === null || isLoopback(URL.parse(url)?.hostname ?? ""));

/**
 * The key that encrypts stored secrets: the one that is set, else one kept in the data folder, made at first start.
 *
 * @throws SettingsError when the data folder cannot be made.
 * @throws FileError when the key can be neither read nor written, or was cut off.
 */
export function secretKey(settings: Settings): string {
  if (settings.secretKey !== null) return settings.secretKey;
  makeDataFolder(settings.dataFolder);
  return keptSecret(join(settings.dataFolder, "secret-key"), shortestKey, () => randomBytes(32).toString("base64url"));
}

/** Makes the data folder unless it is there. @throws SettingsError naming it and what stands in the way. */
export function makeDataFolder(dataFolder: string): void {
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const problem = code === "EEXIST" ? "is a file" : `cannot be made (${message})`;
    throw new SettingsError(`The data folder ${dataFolder} ${problem}: ORDERWELL_DATA names another one`, {
      cause: error,
    });
  }
}
