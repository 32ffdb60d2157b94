import type { RabbitMqConfig } from "@orderwell/contract";
import type { ConfirmChannel } from "amqplib";
import type { Outbound } from "../../platform/outbound/outbound.ts";
import { Clients, type KeptClient, library } from "./clients.ts";
import { serverAddress, tlsOf } from "./server-address.ts";
import { payloadText, type Target } from "./target.ts";

const schemes = { encrypted: "amqps", plain: "amqp", port: { encrypted: 5671, plain: 5672 } };

interface Channel extends KeptClient {
  readonly channel: ConfirmChannel;
  /** IDs of messages that came back since no queue takes them: right before their confirmation. */
  readonly returned: Set<string>;
}

async function opened({ Url }: RabbitMqConfig, outbound: Outbound): Promise<Channel> {
  const amqp = await library("amqplib", () => import("amqplib"));
  const address = serverAddress(Url ?? "", schemes, outbound);
  const connection = await amqp.connect(
    {
      protocol: address.encrypted ? schemes.encrypted : schemes.plain,
      hostname: await outbound.resolve(address.host),
      port: address.port,
      username: address.username,
      password: address.password,
      vhost: address.path === "" ? "/" : address.path,
      heartbeat: 20,
    },
    { timeout: 10_000, ...(address.encrypted && tlsOf(address)) },
  );
  connection.on("error", () => {});
  const channel = await connection.createConfirmChannel();
  channel.on("error", () => {});
  const returned = new Set<string>();
  channel.on("return", ({ properties }) => returned.add(String(properties.messageId)));
  return { channel, returned, close: () => connection.close() };
}

/** Publishes to exchanges of RabbitMQ, persistently, to some queue and confirmed: the namespace is the routing key unless one is given. */
export function rabbitMqTarget(outbound: Outbound): Target<RabbitMqConfig> {
  const clients = new Clients<Channel>();
  return {
    async send(settings, parcel) {
      const { Url, Exchange, RoutingKey } = settings;
      const isTaken = await clients.use(
        JSON.stringify([parcel.marketplaceId, Url]),
        () => opened(settings, outbound),
        ({ channel, returned }) =>
          new Promise<boolean>((resolve, reject) => {
            const failed = (error: Error): void => reject(error);
            channel.once("error", failed);
            channel.publish(
              Exchange ?? "",
              RoutingKey || parcel.type,
              Buffer.from(payloadText(parcel), "utf8"),
              {
                contentType: "application/json",
                // What no queue takes would be confirmed, and be gone.
                mandatory: true,
                persistent: true,
                messageId: parcel.id,
                type: parcel.type,
                timestamp: Math.floor(parcel.at.getTime() / 1000),
                headers: { type: parcel.type },
              },
              (error) => {
                channel.off("error", failed);
                if (error) reject(error as Error);
                else resolve(!returned.delete(parcel.id));
              },
            );
          }),
      );
      if (!isTaken) throw new Error("No queue of the exchange takes messages with this routing key");
    },
    close: () => clients.close(),
  };
}
