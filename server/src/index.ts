export { type RunningServer, startServer } from "./server.ts";
export { readSettings, type Settings, SettingsError } from "./platform/settings.ts";
