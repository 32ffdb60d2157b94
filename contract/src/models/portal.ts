import { date, embedded, id, integer, json, listOf, oneOf, text } from "../field.ts";
import { model } from "../model.ts";

export const portalTokenRequest = model(
  "PortalTokenRequest",
  {
    grant_type: text("`password`, with username and password, or `refresh_token`, with that."),
    username: text("Username or email of the account, in any case."),
    password: text("Password of the account.", { writeOnly: true }),
    refresh_token: text("From an earlier answer; it is used up by this.", { writeOnly: true }),
  },
  "The form sent to the portal's token endpoint.",
);

export const portalSession = model(
  "PortalSession",
  {
    access_token: text("To send as bearer token to the portal API, and to no other."),
    token_type: text("Always `bearer`."),
    expires_in: integer("Seconds until the access token ends.", { nullable: false }),
    refresh_token: text("For the next access token, once."),
  },
  "What the portal's token endpoint answers with.",
);

export const portalRevocation = model(
  "PortalRevocation",
  { token: text("Refresh token that is to end. One that is unknown is taken for ended.", { writeOnly: true }) },
  "The form that ends a session of the portal.",
);

export const portalUser = model(
  "PortalUser",
  {
    Username: text("Name to sign in with; unique over the whole server."),
    Email: text("Where messages to the account go; signs in as well."),
    Name: text("Shown to people."),
  },
  "An account of the portal. It owns marketplaces, and is no user of any.",
);

export const region = model(
  "Region",
  {
    Id: oneOf("RegionId", "Decides alone; what else a request says of the region is left out."),
    Name: text("Shown to people.", { readOnly: true }),
    AzureRegion: text("Name of the region at Azure, for clients that show it.", { readOnly: true }),
  },
  "Where a marketplace is said to lie. It changes nothing on a server of one's own.",
);

export const organization = model(
  "Organization",
  {
    Id: id("Chosen with the path it is saved at; in core tokens it is the marketplace's ID.", { readOnly: true }),
    Name: text("Shown to people.", { required: true, max: 100 }),
    CoreApiUrl: text("Base URL of the core API for this marketplace, without `/v1`.", { readOnly: true }),
    Environment: oneOf(
      "MarketplaceEnvironment",
      "Set on creation. Messages of a production marketplace cannot be read.",
      {
        default: "Sandbox",
      },
    ),
    Region: embedded("Region", "Null or left out: `usw`."),
    Owner: embedded("PortalUser", "The account that created it.", { readOnly: true }),
    SCOrgId: text("Always null.", { readOnly: true }),
    SCSpaceId: text("Always null.", { readOnly: true }),
  },
  "A marketplace, as the portal calls it.",
);

export const autoForwarding = model(
  "AutoForwarding",
  {
    UserID: text("User of the seller whom forwarded orders are from; null: products cannot ask to be forwarded.", {
      max: 100,
    }),
  },
  "How a marketplace passes orders on to suppliers by itself.",
);

export const marketplaceToken = model(
  "MarketplaceToken",
  {
    access_token: text(
      "A token of the core API. It is for the user and client that were named, else for the marketplace's hidden first user, who may do everything.",
    ),
    refresh_token: text("Always null: ask again."),
    token_type: text("Always `bearer`."),
    expires_in: integer("Seconds until the token ends.", { nullable: false }),
    coreuser_roles: listOf(text(), "Roles of the user the token stands for."),
    portaluser_roles: listOf(text(), "Roles the account has in the marketplace."),
    granted_roles: listOf(text(), "Roles of the token: those in both."),
  },
  "A way from the portal into the core API.",
);

export const keptMessage = model(
  "KeptMessage",
  {
    DateSent: date("When it was sent."),
    OcLogIdHeader: text("Log ID of the request that caused it."),
    Environment: oneOf("Environment", "Kind of marketplace that sends."),
    MessageType: oneOf("MessageType", "Decides what the body holds."),
    BuyerID: text("Buyer of the recipient. Null: a user of the seller or of a supplier."),
    Recipient: json("The user it is for."),
    EventBody: json("What the message says; see the message's payload."),
  },
  "A message to a user, kept for a week instead of being sent.",
);

export const keptMessages = model(
  "KeptMessages",
  { Items: listOf(embedded("KeptMessage"), "The latest first, up to 100.") },
  "Messages of a marketplace in development.",
);

export const failedDelivery = model(
  "FailedDelivery",
  {
    ID: text("Number of the delivery."),
    Subscriber: text("What was to be told, such as `webhooks`."),
    Type: text("What happened."),
    About: text("The object it happened to, as deliveries are ordered by."),
    DateAnnounced: date("When it happened."),
    DateGivenUp: date("When the last attempt failed."),
    Attempts: integer("Attempts that were made.", { nullable: false }),
    Error: text("Why the last one failed."),
  },
  "A delivery that was given up. What it says is not shown: it may hold codes that open accounts.",
);

export const failedDeliveries = model(
  "FailedDeliveries",
  { Items: listOf(embedded("FailedDelivery"), "The latest first, up to 100.") },
  "Deliveries of a marketplace that were given up within 30 days.",
);

export const failedJob = model(
  "FailedJob",
  {
    ID: text("ID of the job."),
    Job: text("Kind of job."),
    Error: text("Why the last attempt failed."),
  },
  "A job that was given up.",
);

export const failedJobs = model(
  "FailedJobs",
  { Items: listOf(embedded("FailedJob"), "Those that wait to be done once more.") },
  "Jobs of the platform that were given up.",
);

export const retriedJobs = model(
  "RetriedJobs",
  { Retried: integer("Jobs that were put back.", { nullable: false }) },
  "How many jobs are done once more.",
);
