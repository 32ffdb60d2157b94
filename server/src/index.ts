export { migrateDatabase } from "./platform/db/migrate.ts";
export { readSettings, type Settings, SettingsError } from "./platform/settings.ts";
export { type RunningServer, startServer } from "./server.ts";
