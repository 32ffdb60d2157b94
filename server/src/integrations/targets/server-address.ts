import { isIP } from "node:net";
import type { Outbound } from "../../platform/outbound/outbound.ts";
import { Unusable } from "./clients.ts";

/** A server that something other than HTTP is spoken with. */
export interface ServerAddress {
  /** As it was written: what its certificate is about. */
  readonly host: string;
  readonly port: number;
  readonly encrypted: boolean;
  readonly username: string;
  readonly password: string;
  /** Path without the slash that begins it. */
  readonly path: string;
}

/** Schemes of a protocol: encrypted and plain. */
export interface Schemes {
  readonly encrypted: string;
  readonly plain: string;
  readonly port: { readonly encrypted: number; readonly plain: number };
}

/**
 * Reads the address of a server. Only one of this machine or its network, where the operator allows those, may be spoken with
 * unencrypted (docs/behaviour/integrations.md §1).
 *
 * @throws Unusable
 */
export function serverAddress(text: string, { encrypted, plain, port }: Schemes, outbound: Outbound): ServerAddress {
  const url = URL.parse(text);
  const scheme = url?.protocol.slice(0, -1);
  if (url === null || url.hostname === "" || (scheme !== encrypted && scheme !== plain))
    throw new Unusable(`The address must be one of ${encrypted}:`);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (scheme === plain && !outbound.mayBePlain(host)) throw new Unusable(`The address must be one of ${encrypted}:`);
  return {
    host,
    port: url.port === "" ? port[scheme === encrypted ? "encrypted" : "plain"] : Number(url.port),
    encrypted: scheme === encrypted,
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    path: decodeURIComponent(url.pathname.replace(/^\//, "")),
  };
}

/** What TLS takes to speak with a server at an address that was looked up. */
export const tlsOf = ({ host }: Pick<ServerAddress, "host">) => (isIP(host) === 0 ? { servername: host } : {});
