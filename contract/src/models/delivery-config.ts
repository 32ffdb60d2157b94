import { anything, embedded, flag, integer, listOf, text } from "../field.ts";
import { model } from "../model.ts";
import { customAuthHeader, named, ownId } from "../shared-fields.ts";

export const deliveryConfig = model(
  "DeliveryConfig",
  {
    ID: ownId("the marketplace", { search: 1, sort: 1 }),
    Name: named({ required: true, max: 128, search: 2, sort: 2 }),
    Enabled: flag("False: nothing may newly name it, and nothing is delivered through it.", { nullable: false }),
    DeliveryTargets: embedded("DeliveryTargets", "Services that receive, with what is needed to reach them.", {
      required: true,
    }),
  },
  "Target that events are delivered to. Webhooks, message senders, synchronizations and tracking events name it.",
);

export const deliveryTargets = model(
  "DeliveryTargets",
  {
    Kafka: embedded("KafkaConfig", "Topic of Apache Kafka."),
    Http: embedded("HttpConfig", "Endpoint of your own."),
    SearchIngestion: embedded("SearchIngestion", "Sitecore Search; for products and entities."),
    SendEvent: embedded("SendEvent", "Sitecore Send; for tracking events."),
    DiscoverEvent: embedded(
      "DiscoverEvent",
      "Sitecore Discover; for tracking events. It is kept, and nothing goes there.",
    ),
    EventHub: embedded("EventHubConfig", "Azure Event Hubs."),
    AzureBlob: embedded("AzureBlobConfig", "Azure Blob Storage."),
    AzureTable: embedded("AzureTableConfig", "Azure Table Storage."),
    CosmosDb: embedded("CosmosDbConfig", "Azure Cosmos DB."),
    Mailchimp: embedded("MailchimpConfig", "Mailchimp Transactional; for message senders."),
    Mandrill: embedded("MailchimpConfig", "Older name of Mailchimp.", { deprecated: true }),
    MessageSender: embedded("MessageSenderConfig", "Service of your own that sends messages; for message senders."),
    ContentHub: embedded("ContentHubConfig", "Sitecore Content Hub; for products."),
    RabbitMq: embedded("RabbitMqConfig", "Exchange of RabbitMQ. An extension."),
    Nats: embedded("NatsConfig", "Subject that a JetStream of NATS keeps. An extension."),
    RedisStream: embedded("RedisStreamConfig", "Stream of Redis. An extension."),
  },
  "Targets of a delivery configuration: at least one. Of those that are somebody's product rather than plain transport (search, Send, Discover, mail and message services, content hub) at most one.",
);

export const kafkaConfig = model(
  "KafkaConfig",
  {
    BootstrapServers: text("Brokers to start from: host and port, several with commas between.", { required: true }),
    SaslUsername: text("User to sign in to the brokers as.", { required: true }),
    SaslPassword: text("Password of that user; replies hide it.", { required: true, writeOnly: true }),
    Topic: text("Topic that messages are appended to.", { required: true }),
  },
  "A topic of Apache Kafka.",
);

export const httpConfig = model(
  "HttpConfig",
  {
    Endpoint: text("Address that receives a POST for each message.", { required: true }),
    Secret: text("Key of the signature in `X-oc-hash`; replies hide it.", { required: true, writeOnly: true, max: 50 }),
    CustomAuthHeaderName: customAuthHeader.CustomAuthHeaderName,
    CustomAuthHeaderValue: { ...customAuthHeader.CustomAuthHeaderValue, max: 50 },
  },
  "An endpoint of your own, signed like webhooks.",
);

export const searchIngestion = model(
  "SearchIngestion",
  {
    Domain: text("Domain ID of your account.", { required: true }),
    Source: text("Source that the documents belong to.", { required: true }),
    Endpoint: text("Base address of the ingestion service.", { required: true }),
    Entity: text("Kind of document in the index, such as `product`. One delivery configuration for each.", {
      required: true,
    }),
    ApiKey: text("Key of your account; replies hide it.", { required: true, writeOnly: true }),
    Content: embedded("SearchIngestionContent", "How documents get their texts in other languages."),
  },
  "Documents in the index of Sitecore Search. Extended properties become `xp_` and their path.",
);

export const searchIngestionContent = model(
  "SearchIngestionContent",
  {
    Locales: listOf(text(), "Languages that documents are made for.", { required: true }),
    Http: embedded("SearchIngestionHttpContent", "Service of yours that knows texts of an object by language."),
  },
  "Languages of the documents of a search index.",
);

export const searchIngestionHttpContent = model(
  "SearchIngestionHttpContent",
  {
    Endpoint: text("Base address: asked for `/{Entity}/{ID of the document}`, it answers attributes by language.", {
      required: true,
    }),
    ...customAuthHeader,
  },
  "A service of yours that documents get their texts in other languages from.",
);

export const sendEvent = model(
  "SendEvent",
  {
    SiteID: text("Site that the events are counted for.", { required: true }),
    ServiceEndpoint: text("Base address of the service.", { required: true }),
  },
  "A site of Sitecore Send.",
);

export const discoverEvent = model(
  "DiscoverEvent",
  {
    ClientID: text("Client of your account; not an API client of the marketplace.", { required: true }),
    ApiKey: text("Key of your account; replies hide it.", { required: true, writeOnly: true }),
    ServiceEndpoint: text("Base address of the service.", { required: true }),
  },
  "An account of Sitecore Discover.",
);

const connectionString = () =>
  text("Address and keys of the account in one text; replies hide it.", { required: true, writeOnly: true });

export const eventHubConfig = model(
  "EventHubConfig",
  {
    EventHubName: text("Hub within the namespace of the connection string.", { required: true }),
    ConnectionString: connectionString(),
  },
  "A hub of Azure Event Hubs.",
);

export const azureBlobConfig = model(
  "AzureBlobConfig",
  {
    ConnectionString: connectionString(),
    OverrideContainerName: text("Container to write to. Null: one named by the platform."),
  },
  "A container of Azure Blob Storage, with a blob for each message.",
);

export const azureTableConfig = model(
  "AzureTableConfig",
  {
    ConnectionString: connectionString(),
    OverrideTableName: text("Table to write to. Null: one named by the platform."),
  },
  "A table of Azure Table Storage, with a row for each message.",
);

export const cosmosDbConfig = model(
  "CosmosDbConfig",
  {
    ConnectionString: connectionString(),
    OverrideDatabaseName: text("Database to write to. Null: one named by the platform."),
  },
  "A database of Azure Cosmos DB, with a document for each message.",
);

export const mailchimpConfig = model(
  "MailchimpConfig",
  {
    ApiKey: text("Key of your account; replies hide it.", { writeOnly: true, max: 50 }),
  },
  "An account of Mailchimp Transactional, formerly Mandrill. Templates are named in the message sender's `xp`.",
);

export const messageSenderConfig = model(
  "MessageSenderConfig",
  {
    Secret: text("Key of the signature in `X-oc-hash`; replies hide it.", { required: true, writeOnly: true, max: 50 }),
    Endpoint: text("Address that receives a POST for each message and recipient.", { required: true }),
  },
  "A service of your own that sends messages.",
);

export const contentHubConfig = model(
  "ContentHubConfig",
  {
    ApiKey: text("Key of your account; replies hide it.", { required: true, writeOnly: true, max: 50 }),
    Endpoint: text("Base address of the content hub.", { required: true }),
    TargetSchemaName: text("Schema that products are written in.", { required: true }),
    ConfigData: anything("Any JSON, for the content hub to interpret."),
  },
  "A schema of Sitecore Content Hub.",
);

const serverUrl = (example: string) =>
  text(`Address with user name and password, such as \`${example}\`; replies hide it.`, {
    required: true,
    writeOnly: true,
  });

export const rabbitMqConfig = model(
  "RabbitMqConfig",
  {
    Url: serverUrl("amqps://user:password@host/vhost"),
    Exchange: text("Exchange to publish to; it exists.", { required: true }),
    RoutingKey: text("Routing key of every message. Null: the message's type."),
  },
  "An exchange of RabbitMQ.",
);

export const natsConfig = model(
  "NatsConfig",
  {
    Url: serverUrl("tls://user:password@host:4222"),
    Subject: text("Subject to publish to; a stream keeps it.", { required: true }),
  },
  "A subject of NATS that a JetStream keeps.",
);

export const redisStreamConfig = model(
  "RedisStreamConfig",
  {
    Url: serverUrl("rediss://user:password@host:6379/0"),
    Stream: text("Key of the stream to add to.", { required: true }),
    MaxLength: integer("Entries that the stream keeps, about; the oldest go. Null: 100000.", { atLeast: 1 }),
  },
  "A stream of Redis.",
);
