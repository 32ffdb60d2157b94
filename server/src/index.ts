export { admit } from "./platform/access/guard.ts";
export { migrateDatabase } from "./platform/db/migrate.ts";
export { startEmbedded } from "./platform/embedded/embedded.ts";
export { FileError, writeWhole } from "./platform/files.ts";
export { readSettings, type Settings, SettingsError } from "./platform/settings.ts";
export { resetPortalPassword } from "./reset-portal-password.ts";
export { rotateSigningKey } from "./rotate-signing-key.ts";
export { type RunningServer, startServer } from "./server.ts";
