import type { Implementation } from "../platform/operation/implement.ts";
import { apiClientOperations } from "./api-clients/operations.ts";
import { openIdConnectOperations } from "./open-id-connects/operations.ts";
import { securityProfileOperations } from "./security-profiles/operations.ts";

export { userDirectory, userType } from "./directory.ts";
export { oauthRoutes } from "./oauth/routes.ts";
export { TokenEndpoint } from "./oauth/token-endpoint.ts";
export { singleSignOnRoutes } from "./sso/routes.ts";
export { SingleSignOn } from "./sso/single-sign-on.ts";

/** Operations on who may sign in, through what, and with which roles. */
export function authentication(): Implementation[] {
  return [...apiClientOperations(), ...securityProfileOperations(), ...openIdConnectOperations()];
}
