export { PortalAccounts } from "./accounts.ts";
export { portalRoutes } from "./routes.ts";
