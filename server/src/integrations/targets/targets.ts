import type { DeliveryTargets } from "@orderwell/contract";
import type { Outbound } from "../../platform/outbound/outbound.ts";
import type { Answered } from "../../platform/outbox/answers.ts";
import { transports } from "../delivery-configs/targets.ts";
import { consumers, entityConsumer, type TargetName, trackingConsumer } from "../outgoing/consumer.ts";
import { azureBlobTarget, azureTableTarget } from "./azure-storage.ts";
import { contentHubTarget } from "./content-hub.ts";
import { cosmosDbTarget } from "./cosmos.ts";
import { httpTarget } from "./http.ts";
import { eventHubTarget, kafkaTarget } from "./kafka.ts";
import { natsTarget } from "./nats.ts";
import { rabbitMqTarget } from "./rabbitmq.ts";
import { redisTarget } from "./redis.ts";
import { searchIngestionTarget } from "./search-ingestion.ts";
import { sendEventTarget } from "./send-event.ts";
import type { Parcel, Target } from "./target.ts";

/** Services that only some are told through, beside the transports. */
const vendors = ["SearchIngestion", "SendEvent", "ContentHub"] as const satisfies readonly TargetName[];

type Deliverable = (typeof transports)[number] | (typeof vendors)[number];

const isTold: Readonly<Record<(typeof vendors)[number], (consumer: string) => boolean>> = {
  SearchIngestion: (consumer) => consumer === consumers.products || consumer.startsWith(entityConsumer("")),
  SendEvent: (consumer) => consumer.startsWith(trackingConsumer("")),
  ContentHub: (consumer) => consumer === consumers.products,
};

/** Names of the targets among those of a delivery configuration that a consumer is told at. */
export const deliverableTo =
  (consumer: string) =>
  (shown: unknown): TargetName[] => [
    ...deliverable(shown),
    ...vendors.filter((name) => (shown as DeliveryTargets)[name] && isTold[name](consumer)),
  ];

/** Names of the targets among those of a delivery configuration that whatever is told can go to. */
export const deliverable = (shown: unknown): TargetName[] =>
  transports.filter((name) => (shown as DeliveryTargets)[name]);

/** Ways to every target. */
export class Targets {
  readonly #targets: { readonly [Name in Deliverable]: Target<NonNullable<DeliveryTargets[Name]>> };

  constructor({ outbound }: { readonly outbound: Outbound }) {
    this.#targets = {
      Http: httpTarget(outbound),
      Kafka: kafkaTarget(outbound),
      EventHub: eventHubTarget(outbound),
      AzureBlob: azureBlobTarget(outbound),
      AzureTable: azureTableTarget(outbound),
      CosmosDb: cosmosDbTarget(outbound),
      RabbitMq: rabbitMqTarget(outbound),
      Nats: natsTarget(outbound),
      RedisStream: redisTarget(outbound),
      SearchIngestion: searchIngestionTarget(outbound),
      SendEvent: sendEventTarget(outbound),
      ContentHub: contentHubTarget(outbound),
    };
  }

  /** @throws Error where the target did not take it. */
  async send<Name extends TargetName>(
    name: Name,
    settings: NonNullable<DeliveryTargets[Name]>,
    parcel: Parcel,
  ): Promise<Answered | void> {
    const target = (this.#targets as Readonly<Record<string, Target<unknown>>>)[name];
    if (target === undefined) throw new Error(`Nothing is delivered to ${name}`);
    return target.send(settings, parcel);
  }

  /** Lets go of connections. */
  async close(): Promise<void> {
    await Promise.all(Object.values(this.#targets).map((target) => target.close?.()));
  }
}
