import { enableCompileCache } from "node:module";

enableCompileCache?.();

const { createLogger, startServer } = await import("./server.ts");
const { readSettings, SettingsError } = await import("./platform/settings.ts");
const { FileError } = await import("./platform/files.ts");
const { EmbeddedDatabaseError } = await import("./platform/embedded/embedded-error.ts");

/** The server alone, for operators: settings from the environment, logs as JSON, an end on SIGTERM. */
try {
  const settings = readSettings(process.env);
  const log = createLogger(settings.logLevel);
  const server = await startServer(settings, log);
  log.info({ url: server.baseUrl, database: server.database }, "ready");
  if (settings.databaseUrl === null)
    log.warn(
      "the embedded database is for trying and developing: set DATABASE_URL to a server that is kept up to date",
    );
  if (server.owner?.generated)
    process.stdout.write(
      `Portal account ${server.owner.username}, password ${server.owner.password} (shown this once)\n`,
    );
  const stop = (): void => {
    server.stop().then(
      () => process.exit(0),
      (error: Error) => {
        log.error({ err: error }, "could not stop cleanly");
        process.exit(1);
      },
    );
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  if (![SettingsError, FileError, EmbeddedDatabaseError].some((told) => error instanceof told))
    process.stderr.write(`${(error as Error).stack ?? ""}\n`);
  process.exit(1);
}
