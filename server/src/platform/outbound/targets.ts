import { BlockList, isIP } from "node:net";
import { invalidProperty } from "../errors/api-error.ts";

/** An address that a server may be called at: absolute, http or https, without user name and password. Null: none. */
export function webTarget(text: string): URL | null {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "" ? url : null;
}

/**
 * Checks an address of a model that the server, or a browser on its behalf, is to call. One that was stored already stays.
 *
 * @throws ApiError ValidationFailure
 */
export function checkWebTarget<Model extends object>(
  model: string,
  property: keyof Model & string,
  draft: Model,
  before: Model | null,
): void {
  const given = draft[property];
  if (given === before?.[property] || webTarget(String(given)) !== null) return;
  throw invalidProperty(
    model,
    property,
    `${property} must be an http or https address without user name and password.`,
  );
}

/** Ranges that no server on the internet has: loopback, private, link-local, shared, reserved, multicast. */
const reserved4 = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const;

/** Public IPv6 addresses begin with 001; those of them that lead elsewhere or carry an IPv4 address are listed. */
const public6 = ["2000::", 3] as const;
const reserved6 = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const;

const blocked = new BlockList();
for (const [net, bits] of reserved4) blocked.addSubnet(net, bits, "ipv4");
for (const [net, bits] of reserved6) blocked.addSubnet(net, bits, "ipv6");
const allowed6 = new BlockList();
allowed6.addSubnet(...public6, "ipv6");

/**
 * Tells whether a host's name says that it is this machine or one of its network: an address, or a name nobody can
 * register.
 */
export function isPrivateHost(name: string): boolean {
  const host = name.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0) return !isPublicAddress(host);
  return !host.includes(".") || /\.(localhost|local|internal|home\.arpa)$/i.test(host);
}

/** Tells whether an IP address may belong to a server on the internet, rather than to this machine or its network. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !blocked.check(address, "ipv4");
    case 6:
      return allowed6.check(address, "ipv6") && !blocked.check(address, "ipv6");
    default:
      return false;
  }
}
