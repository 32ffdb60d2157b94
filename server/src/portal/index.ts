export { replaceFirstPassword } from "./accounts.store.ts";
export { PortalAccounts } from "./accounts.ts";
export { portalRoutes, portalToken } from "./routes.ts";
