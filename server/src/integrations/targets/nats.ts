import type { JetStreamClient } from "@nats-io/jetstream";
import type { NatsConfig } from "@orderwell/contract";
import type { Outbound } from "../../platform/outbound/outbound.ts";
import { Clients, type KeptClient, library } from "./clients.ts";
import { serverAddress, tlsOf } from "./server-address.ts";
import { payloadText, type Target } from "./target.ts";

const schemes = { encrypted: "tls", plain: "nats", port: { encrypted: 4222, plain: 4222 } };

interface Stream extends KeptClient {
  publish(subject: string, body: string, headers: Readonly<Record<string, string>>, id: string): Promise<unknown>;
}

async function opened({ Url }: NatsConfig, outbound: Outbound): Promise<Stream> {
  const [transport, jetstream] = await library("@nats-io/transport-node and @nats-io/jetstream", () =>
    Promise.all([import("@nats-io/transport-node"), import("@nats-io/jetstream")]),
  );
  const address = serverAddress(Url ?? "", schemes, outbound);
  const ip = await outbound.resolve(address.host);
  const connection = await transport.connect({
    servers: `${ip.includes(":") ? `[${ip}]` : ip}:${address.port}`,
    name: "orderwell",
    timeout: 10_000,
    reconnect: false,
    // Servers that it names are not those that somebody configured.
    ignoreClusterUpdates: true,
    ...(address.password === "" ? address.username !== "" && { token: address.username } : credentials(address)),
    ...(address.encrypted ? { tls: tlsOf(address) as object } : { tls: null }),
  });
  const stream: JetStreamClient = jetstream.jetstream(connection, { timeout: 20_000 });
  return {
    async publish(subject, body, values, msgID) {
      const headers = transport.headers();
      for (const [name, value] of Object.entries(values)) headers.set(name, value);
      await stream.publish(subject, body, { headers, msgID });
    },
    close: () => connection.close(),
  };
}

const credentials = ({ username, password }: { readonly username: string; readonly password: string }) => ({
  user: username,
  pass: password,
});

/** Publishes to a subject that a JetStream keeps, which confirms and recognises repetitions by the message's ID. */
export function natsTarget(outbound: Outbound): Target<NatsConfig> {
  const clients = new Clients<Stream>();
  return {
    async send(settings, parcel) {
      const { Url, Subject } = settings;
      await clients.use(
        JSON.stringify([parcel.marketplaceId, Url]),
        () => opened(settings, outbound),
        (stream) => stream.publish(Subject, payloadText(parcel), { type: parcel.type, key: parcel.key }, parcel.id),
      );
    },
    close: () => clients.close(),
  };
}
