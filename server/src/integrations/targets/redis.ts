import type { RedisStreamConfig } from "@orderwell/contract";
import type { Outbound } from "../../platform/outbound/outbound.ts";
import { Clients, type KeptClient, library } from "./clients.ts";
import { serverAddress, tlsOf } from "./server-address.ts";
import { payloadText, type Target } from "./target.ts";

const schemes = { encrypted: "rediss", plain: "redis", port: { encrypted: 6379, plain: 6379 } };

interface Streams extends KeptClient {
  add(args: readonly string[]): Promise<unknown>;
}

async function opened({ Url }: RedisStreamConfig, outbound: Outbound): Promise<Streams> {
  const { createClient } = await library("@redis/client", () => import("@redis/client"));
  const address = serverAddress(Url ?? "", schemes, outbound);
  const socket = {
    host: await outbound.resolve(address.host),
    port: address.port,
    connectTimeout: 10_000,
    // A lost connection is given up with what waits for it: the next attempt opens another.
    reconnectStrategy: false,
  } as const;
  const client = createClient({
    socket: address.encrypted ? { ...socket, tls: true, ...tlsOf(address) } : socket,
    ...(address.username !== "" && { username: address.username }),
    ...(address.password !== "" && { password: address.password }),
    ...(address.path !== "" && { database: Number(address.path) }),
    disableOfflineQueue: true,
  });
  client.on("error", () => {});
  await client.connect();
  return {
    add: (args) => client.sendCommand([...args]),
    async close() {
      client.destroy();
    },
  };
}

/** Entries that a stream holds about at most, unless the configuration says otherwise. */
const usualLength = 100_000;

/** Adds to streams of Redis: fields `id`, `type`, `key` and `payload`. */
export function redisTarget(outbound: Outbound): Target<RedisStreamConfig> {
  const clients = new Clients<Streams>();
  return {
    async send(settings, parcel) {
      const { Url, Stream, MaxLength } = settings;
      const fields = ["id", parcel.id, "type", parcel.type, "key", parcel.key, "payload", payloadText(parcel)];
      await clients.use(
        JSON.stringify([parcel.marketplaceId, Url]),
        () => opened(settings, outbound),
        (streams) => streams.add(["XADD", Stream, "MAXLEN", "~", String(MaxLength ?? usualLength), "*", ...fields]),
      );
    },
    close: () => clients.close(),
  };
}
