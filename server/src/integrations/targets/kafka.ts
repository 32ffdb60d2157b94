import type { EventHubConfig, KafkaConfig } from "@orderwell/contract";
import type { Producer, ProducerOptions } from "@platformatic/kafka";
import type { Outbound } from "../../platform/outbound/outbound.ts";
import { Clients, library, Unusable } from "./clients.ts";
import { type Parcel, payloadText, type Target } from "./target.ts";

type Texts = Producer<string, string, string, string>;
type Options = Omit<ProducerOptions<string, string, string, string>, "serializers">;

/** A topic, and how to reach its brokers. */
interface Topic {
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly username: string;
  readonly password: string;
}

const hostOf = (broker: string): string => broker.slice(0, broker.lastIndexOf(":")).replace(/^\[|\]$/g, "");

/** Time that brokers' addresses are remembered, in milliseconds. */
const metadataMs = 300_000;

/**
 * Options of a producer. Brokers are spoken with encrypted, except those of this machine's network where the operator allows
 * them; names are looked up as those of other calls are.
 */
export function producerOptions({ brokers, username, password }: Topic, outbound: Outbound): Options {
  const plain = brokers.every((broker) => outbound.mayBePlain(hostOf(broker)));
  return {
    clientId: "orderwell",
    bootstrapBrokers: [...brokers],
    ...(username !== "" && { sasl: { mechanism: "PLAIN", username, password } }),
    ...(!plain && { tls: { lookup: outbound.lookup }, tlsServerName: true }),
    retries: 1,
    timeout: 20_000,
    connectTimeout: 10_000,
    metadataMaxAge: metadataMs,
    maxInflights: 5,
  };
}

/** Name that no machine has. */
const nowhere = "refused.invalid";

type Broker = Readonly<{ host: string; port: number }>;

/** Takes the address from every broker that must not be reached: those that brokers name may be others by the next time. */
export function leaveOut(brokers: Map<number, Broker>, outbound: Pick<Outbound, "checkHost">): void {
  for (const [id, broker] of brokers)
    try {
      outbound.checkHost(broker.host);
    } catch {
      brokers.set(id, { ...broker, host: nowhere });
    }
}

/** @throws OutboundError for a broker that must not be reached, be it one that another broker names. */
async function opened(topic: Topic, outbound: Outbound): Promise<Texts> {
  const kafka = await library("@platformatic/kafka", () => import("@platformatic/kafka"));
  for (const broker of topic.brokers) outbound.checkHost(hostOf(broker));
  const producer = new kafka.Producer({ ...producerOptions(topic, outbound), serializers: kafka.stringSerializers });
  const { brokers } = await producer.metadata({ topics: [topic.topic] });
  for (const { host } of brokers.values()) outbound.checkHost(host);
  producer.on("client:metadata", (later) => leaveOut(later.brokers as Map<number, Broker>, outbound));
  return producer;
}

/** Appends to topics: the payload as value, the namespace in the header `type` (docs/behaviour/integrations.md §5.1). */
function topics<Settings>(outbound: Outbound, topicOf: (settings: Settings) => Topic): Target<Settings> {
  const clients = new Clients<Texts>();
  return {
    async send(settings, parcel: Parcel) {
      const topic = topicOf(settings);
      await clients.use(
        JSON.stringify([parcel.marketplaceId, topic]),
        () => opened(topic, outbound),
        (producer) =>
          producer.send({
            messages: [
              {
                topic: topic.topic,
                key: parcel.key,
                value: payloadText(parcel),
                headers: { type: parcel.type, id: parcel.id },
              },
            ],
            // All replicas that are in step.
            acks: -1,
          }),
      );
    },
    close: () => clients.close(),
  };
}

const usualPort = 9092;

/** A broker with its port. */
function withPort(broker: string): string {
  const port = broker.slice(broker.lastIndexOf(":") + 1);
  return port !== broker && port !== "" && Number.isInteger(Number(port)) ? broker : `${broker}:${usualPort}`;
}

export const kafkaTarget = (outbound: Outbound): Target<KafkaConfig> =>
  topics(outbound, ({ BootstrapServers, SaslUsername, SaslPassword, Topic: topic }) => ({
    brokers: BootstrapServers.split(",")
      .map((broker) => broker.trim())
      .filter((broker) => broker !== "")
      .map(withPort),
    topic,
    username: SaslUsername,
    password: SaslPassword ?? "",
  }));

/** Azure Event Hubs by its Kafka interface: the hub is a topic, the connection string the password. */
export const eventHubTarget = (outbound: Outbound): Target<EventHubConfig> => topics(outbound, hubOf);

const endpoint = "endpoint=";

/** @throws Unusable */
export function hubOf({ EventHubName, ConnectionString }: EventHubConfig): Topic {
  const parts = (ConnectionString ?? "").split(";").map((part) => part.trim());
  const named = parts.find((part) => part.toLowerCase().startsWith(endpoint)) ?? "";
  const url = URL.parse(named.slice(endpoint.length));
  if (url === null || url.protocol !== "sb:" || url.hostname === "")
    throw new Unusable("The connection string names no endpoint");
  return {
    brokers: [`${url.hostname}:9093`],
    topic: EventHubName,
    username: "$ConnectionString",
    password: ConnectionString ?? "",
  };
}
