export { PortalAccounts } from "./accounts.ts";
export { portalRoutes, portalToken } from "./routes.ts";
