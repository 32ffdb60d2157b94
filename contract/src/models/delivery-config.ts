import { anything, embedded, flag, id, listOf, text } from "../field.ts";
import { model } from "../model.ts";

export const deliveryConfig = model(
  "DeliveryConfig",
  {
    ID: id({ search: 1, sort: 1 }),
    Name: text({ required: true, max: 128, search: 2, sort: 2 }),
    Enabled: flag({ nullable: false }),
    DeliveryTargets: embedded("DeliveryTargets", { required: true }),
  },
  "Where and how events are delivered.",
);

export const deliveryTargets = model(
  "DeliveryTargets",
  {
    Kafka: embedded("KafkaConfig"),
    Http: embedded("HttpConfig"),
    SearchIngestion: embedded("SearchIngestion"),
    SendEvent: embedded("SendEvent"),
    DiscoverEvent: embedded("DiscoverEvent"),
    EventHub: embedded("EventHubConfig"),
    AzureBlob: embedded("AzureBlobConfig"),
    AzureTable: embedded("AzureTableConfig"),
    CosmosDb: embedded("CosmosDbConfig"),
    Mailchimp: embedded("MailchimpConfig"),
    Mandrill: embedded("MailchimpConfig", { deprecated: true }),
    MessageSender: embedded("MessageSenderConfig"),
    ContentHub: embedded("ContentHubConfig"),
  },
  "The target of a delivery configuration: exactly one property is set.",
);

export const kafkaConfig = model("KafkaConfig", {
  BootstrapServers: text({ required: true }),
  SaslUsername: text({ required: true }),
  SaslPassword: text({ required: true, writeOnly: true }),
  Topic: text({ required: true }),
});

export const httpConfig = model("HttpConfig", {
  Endpoint: text({ required: true }),
  Secret: text({ required: true, writeOnly: true, max: 50 }),
  CustomAuthHeaderName: text(),
  CustomAuthHeaderValue: text({ writeOnly: true, max: 50 }),
});

export const searchIngestion = model("SearchIngestion", {
  Domain: text({ required: true }),
  Source: text({ required: true }),
  Endpoint: text({ required: true }),
  Entity: text({ required: true }),
  ApiKey: text({ required: true, writeOnly: true }),
  Content: embedded("SearchIngestionContent"),
});

export const searchIngestionContent = model("SearchIngestionContent", {
  Locales: listOf(text(), { required: true }),
  Http: embedded("SearchIngestionHttpContent"),
});

export const searchIngestionHttpContent = model("SearchIngestionHttpContent", {
  Endpoint: text({ required: true }),
  CustomAuthHeaderName: text(),
  CustomAuthHeaderValue: text({ writeOnly: true }),
});

export const sendEvent = model("SendEvent", {
  SiteID: text({ required: true }),
  ServiceEndpoint: text({ required: true }),
});

export const discoverEvent = model("DiscoverEvent", {
  ClientID: text({ required: true }),
  ApiKey: text({ required: true, writeOnly: true }),
  ServiceEndpoint: text({ required: true }),
});

export const eventHubConfig = model("EventHubConfig", {
  EventHubName: text({ required: true }),
  ConnectionString: text({ required: true, writeOnly: true }),
});

export const azureBlobConfig = model("AzureBlobConfig", {
  ConnectionString: text({ required: true, writeOnly: true }),
  OverrideContainerName: text(),
});

export const azureTableConfig = model("AzureTableConfig", {
  ConnectionString: text({ required: true, writeOnly: true }),
  OverrideTableName: text(),
});

export const cosmosDbConfig = model("CosmosDbConfig", {
  ConnectionString: text({ required: true, writeOnly: true }),
  OverrideDatabaseName: text(),
});

export const mailchimpConfig = model("MailchimpConfig", {
  ApiKey: text({ writeOnly: true, max: 50 }),
});

export const messageSenderConfig = model("MessageSenderConfig", {
  Secret: text({ required: true, writeOnly: true, max: 50 }),
  Endpoint: text({ required: true }),
});

export const contentHubConfig = model("ContentHubConfig", {
  ApiKey: text({ required: true, writeOnly: true, max: 50 }),
  Endpoint: text({ required: true }),
  TargetSchemaName: text({ required: true }),
  ConfigData: anything(),
});
