import { digest } from "../../platform/digest.ts";
import { webTarget } from "../../platform/outbound/targets.ts";
import { SignInError } from "./sign-in-error.ts";
import type { SignInState } from "./state.ts";

/** Parameters of the authorization request that nobody but the platform sets. */
const reserved = new Set([
  "client_id",
  "response_type",
  "redirect_uri",
  "scope",
  "state",
  "nonce",
  "code_challenge",
  "code_challenge_method",
  "request",
  "request_uri",
]);

/** An ID token of any provider says at least who it is; these two tell integrations whom they create. */
const scopes = ["openid", "email", "profile"];

export interface AuthorizationRequest {
  readonly endpoint: string;
  readonly clientId: string;
  readonly additionalScopes: readonly string[];
  readonly redirectUri: string;
  readonly sealedState: string;
  readonly state: Pick<SignInState, "nonce" | "verifier">;
  /** Further `name=value` pairs for the provider, such as a locale. */
  readonly customParams: readonly string[];
}

/** Address where the browser goes to sign in (docs/behaviour/authentication.md §10). @throws SignInError */
export function authorizationUrl(request: AuthorizationRequest): string {
  const url = webAddress(request.endpoint, "AuthorizationEndpoint");
  const set = (name: string, value: string): void => url.searchParams.set(name, value);
  set("client_id", request.clientId);
  set("response_type", "code");
  set("scope", [...new Set([...scopes, ...request.additionalScopes])].join(" "));
  set("redirect_uri", request.redirectUri);
  set("state", request.sealedState);
  set("nonce", request.state.nonce);
  set("code_challenge", digest(request.state.verifier));
  set("code_challenge_method", "S256");
  for (const pairs of request.customParams)
    for (const [name, value] of new URLSearchParams(pairs))
      if (name !== "" && !reserved.has(name.toLowerCase())) url.searchParams.append(name, value);
  return url.href;
}

/** Values that the application gets in its address, by the placeholder that says where. */
export interface StartValues {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly providerAccessToken: string;
  readonly providerRefreshToken: string;
  readonly appStartPath: string;
}

/**
 * Address where the browser goes once it is signed in: `{0}` or `{token}` become the access token, `{1}` the
 * provider's, `{2}` the path that the sign-in began with, `{3}` the refresh token and `{4}` the provider's.
 *
 * The path comes from whoever made the link: it must not lead the tokens to another server than the configured one.
 *
 * @throws SignInError
 */
export function appStartUrl(template: string, values: StartValues): string {
  const replacements: Readonly<Record<string, string>> = {
    0: values.accessToken,
    token: values.accessToken,
    1: values.providerAccessToken,
    3: values.refreshToken,
    4: values.providerRefreshToken,
  };
  const tail = template.search(/[?#]/);
  const fill = (path: string): URL | null =>
    URL.parse(
      template.replace(/\{(0|1|2|3|4|token)\}/gi, (_, name: string, at: number) => {
        if (name !== "2") return encodeURIComponent(replacements[name.toLowerCase()] ?? "");
        return tail >= 0 && at > tail ? encodeURIComponent(path) : path;
      }),
    );
  const [meant, url] = [fill(""), fill(values.appStartPath)];
  if (meant === null || url === null) throw new SignInError("AppStartUrl of the configuration is no address.");
  if (url.protocol !== meant.protocol || url.host !== meant.host || url.username !== "" || url.password !== "")
    throw new SignInError("appstartpath leads away from the application.");
  return url.href;
}

/**
 * Address where the browser goes when the sign-in failed, `{0}` being why; `undefined` when the configuration names no
 * address.
 */
export function customErrorUrl(template: string | null, message: string): string | undefined {
  return URL.parse((template ?? "").replaceAll("{0}", encodeURIComponent(message)))?.href;
}

/** @throws SignInError for anything but an http or https address without credentials. */
export function webAddress(text: string, property: string): URL {
  const url = webTarget(text);
  if (url === null) throw new SignInError(`${property} of the configuration is no http or https address.`);
  return url;
}
