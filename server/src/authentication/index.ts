export { userDirectory, userType } from "./directory.ts";
export { oauthRoutes } from "./oauth/routes.ts";
export { TokenEndpoint } from "./oauth/token-endpoint.ts";
