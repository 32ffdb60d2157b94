import { randomBytes, timingSafeEqual } from "node:crypto";
import { digest } from "../../platform/digest.ts";
import type { SecretBox } from "../../platform/secret-box.ts";

/** Time that somebody may take at the identity provider. */
export const signInMinutes = 10;

const purpose = "single-sign-on";
const cookiePrefix = "orderwell-sso-";

/** Facts of a sign-in that was begun, for the callback. It travels through the provider, sealed. */
export interface SignInState {
  readonly marketplaceId: string;
  readonly configId: string;
  readonly roles: string;
  readonly appStartPath: string;
  /** Returned in the ID token: it was issued for this sign-in. */
  readonly nonce: string;
  /** Secret behind the challenge that the provider got with the request (RFC 7636). */
  readonly verifier: string;
  /** Names the cookie, so that sign-ins in several tabs do not meet. */
  readonly attempt: string;
  /** Hash of the cookie's value. */
  readonly browser: string;
  /** Milliseconds. */
  readonly expires: number;
}

/** A cookie that the browser gets. */
export interface Cookie {
  readonly name: string;
  readonly value: string;
}

type Begun = Pick<SignInState, "marketplaceId" | "configId" | "roles" | "appStartPath">;

const random = (): string => randomBytes(32).toString("base64url");

/** Begins a sign-in that only the browser that gets the cookie can finish, and only soon. */
export function beginSignIn(
  box: SecretBox,
  begun: Begun,
  now: Date,
): { state: SignInState; sealed: string; cookie: Cookie } {
  const value = random();
  const state: SignInState = {
    ...begun,
    nonce: random(),
    verifier: random(),
    attempt: randomBytes(9).toString("base64url"),
    browser: digest(value),
    expires: now.getTime() + signInMinutes * 60_000,
  };
  return { state, sealed: box.seal(JSON.stringify(state), purpose), cookie: { name: cookieName(state), value } };
}

/** Opens a sealed state; `undefined` when this server never sealed it. */
export function openState(box: SecretBox, sealed: string): SignInState | undefined {
  const text = box.open(sealed, purpose);
  return text === undefined ? undefined : (JSON.parse(text) as SignInState);
}

export const cookieName = ({ attempt }: Pick<SignInState, "attempt">): string => cookiePrefix + attempt;

/** Tells whether the browser that sends this Cookie header began the sign-in. */
export function isSameBrowser(state: SignInState, header: string | undefined): boolean {
  const name = `${cookieName(state)}=`;
  const value = header
    ?.split(";")
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(name))
    ?.slice(name.length);
  const hash = Buffer.from(digest(value ?? ""));
  const expected = Buffer.from(state.browser);
  return hash.length === expected.length && timingSafeEqual(hash, expected);
}

/**
 * A Set-Cookie header; without a value it takes the cookie away. Providers may post back from another site, where browsers
 * send cookies that say `SameSite=None`, which only https allows. Over plain http it says nothing: then they are lenient for
 * two minutes at least.
 */
export function setCookie(name: string, value: string | null, callbackUrl: string): string {
  const { protocol, pathname } = new URL(callbackUrl);
  const site = protocol === "https:" ? "; SameSite=None; Secure" : "";
  return `${name}=${value ?? ""}; Path=${pathname}; Max-Age=${value === null ? 0 : signInMinutes * 60}; HttpOnly${site}`;
}
