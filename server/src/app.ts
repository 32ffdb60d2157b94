import { enums, models } from "@orderwell/contract";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { collectDefaultMetrics, Registry } from "prom-client";
import {
  authentication,
  availableRoles,
  ContextClients,
  companyPasswordConfigs,
  contextClaims,
  hasSellerClient,
  identityDependents,
  identityTables,
  integrationGuards,
  namedToken,
  oauthRoutes,
  passwordConfigs,
  purgeCodes,
  purgeRefreshTokens,
  purgeUnknownNames,
  recipientClaims,
  registeredToken,
  SingleSignOn,
  singleSignOnRoutes,
  TokenEndpoint,
  userDirectory,
} from "./authentication/index.ts";
import { type DeliveryTimes, startBackground } from "./background.ts";
import { buyers } from "./buyers/index.ts";
import {
  assignedGroups,
  catalogs,
  catalogTables,
  defaultCatalogs,
  followRenames,
  KeptIndexes,
  KnownPlacements,
  KnownSchedules,
  ProductReads,
  shipFromAddresses,
  suppliedProducts,
} from "./catalogs/index.ts";
import { marketplaceIds } from "./companies/index.ts";
import { fixedRoutes } from "./fixed-routes.ts";
import { housekeeping } from "./housekeeping.ts";
import {
  addToCartEvents,
  allOf,
  askIntegration,
  ChangeFeed,
  changeStreams,
  checkoutEvents,
  developmentMailbox,
  findIntegration,
  fullSynchronization,
  integrations,
  integrationTables,
  latestChanges,
  messageDeliveries,
  messageRouting,
  noteRenamed,
  noticeDeliveries,
  processSubscriptions,
  productsAffected,
  promotionService,
  purgeChanges,
  purgeMessages,
  readMessages,
  reportGivenUp,
  returnEvents,
  SynchronizedMarketplaces,
  subscribingMarketplaces,
  subscriptionServices,
  Targets,
  Webhooks,
  webhookDeliveries,
} from "./integrations/index.ts";
import { me } from "./me/index.ts";
import {
  accountPayments,
  autoForwarding,
  awaitsReturnRule,
  awaitsRule,
  type CartDays,
  cartJobs,
  cartSchedules,
  checkoutDeliveries,
  drawnRecords,
  HeldOrders,
  noteFormerIds,
  orderDependents,
  orderMessages,
  orders,
  orderTables,
  purgeFormerIds,
  purgeInvitations,
  purgeReturns,
  purgeRuns,
  subscriptionDeliveries,
  subscriptionJobs,
  subscriptionRunsByHand,
  subscriptionSchedules,
} from "./orders/index.ts";
import { People, recordActivity } from "./people/index.ts";
import { Access } from "./platform/access/access.ts";
import { Activity } from "./platform/access/activity.ts";
import { ClientDirectory } from "./platform/access/client-directory.store.ts";
import { KeyRing } from "./platform/access/keys.ts";
import { type RateLimitSettings, RateLimits } from "./platform/access/rate-limits.ts";
import { SignInRefusals } from "./platform/access/sign-in-refusals.ts";
import { TokenSigner, Tokens } from "./platform/access/tokens.ts";
import { Calls } from "./platform/bulk/calls.ts";
import { bulkRoutes } from "./platform/bulk/routes.ts";
import { Caches, listenForChanges } from "./platform/cache-invalidation.ts";
import { cacheMetrics } from "./platform/caches/cache-metrics.ts";
import { type Clock, systemClock } from "./platform/clock.ts";
import { sealStored } from "./platform/crud/seal-stored.ts";
import { connectionMetrics } from "./platform/db/connection-metrics.ts";
import type { Database } from "./platform/db/database.ts";
import { schemaDigest } from "./platform/db/migration-files.ts";
import { Pooled } from "./platform/db/pooled.ts";
import { violationsOf } from "./platform/errors/violations.ts";
import { operationMetrics, operationRoutes } from "./platform/http/routes.ts";
import { httpServer } from "./platform/http/server.ts";
import { type StaticFolder, staticRoutes } from "./platform/http/static.ts";
import { warnOfProxies } from "./platform/http/undeclared-proxies.ts";
import { type Ids, randomIds } from "./platform/ids.ts";
import { KeptTotals } from "./platform/lists/kept-totals.ts";
import { SharedReads } from "./platform/lists/shared-reads.ts";
import { limitLines } from "./platform/log-limit.ts";
import type { Implementation } from "./platform/operation/implement.ts";
import { readBy } from "./platform/operation/read-replies.ts";
import { Mail, type MailSettings } from "./platform/outbound/mail.ts";
import { Outbound } from "./platform/outbound/outbound.ts";
import { outboundMetrics } from "./platform/outbound/outbound-metrics.ts";
import { deliveryMetrics } from "./platform/outbox/delivery-metrics.ts";
import { listDeadLetters, Outbox, redeliver } from "./platform/outbox/outbox.ts";
import { sealDeliveries } from "./platform/outbox/store.ts";
import { HashingTurns, passwordHashing } from "./platform/passwords.ts";
import { References } from "./platform/references/references.ts";
import { SecretBox } from "./platform/secret-box.ts";
import { systemActor } from "./platform/work/actor.ts";
import type { Services } from "./platform/work/services.ts";
import { Works } from "./platform/work/works.ts";
import { PortalAccounts, portalRoutes, portalToken, replaceFirstPassword } from "./portal/index.ts";
import { effectiveLocale, localeTable, Marketplaces, seller } from "./seller/index.ts";
import { suppliers } from "./suppliers/index.ts";

export interface AppOptions {
  readonly database: Database;
  /** Public base URL, without a slash at its end. */
  readonly baseUrl: string;
  /** Encrypts what is stored encrypted. */
  readonly secretKey: string;
  /** Calls to webhooks, integrations and identity providers may reach this machine and its network. */
  readonly allowPrivateTargets: boolean;
  readonly log: Logger;
  /** Limits for whoever has no token yet. Default: none. */
  readonly limits?: RateLimitSettings;
  /** Addresses and networks of proxies whose X-Forwarded-For is believed. Default: none. */
  readonly trustedProxies?: readonly string[];
  /** Folder for indexes of products, and bytes that they may take there. Default: none is kept. */
  readonly productIndexes?: { readonly folder: string; readonly maxBytes: number };
  /** Where mail is handed to. Default: nowhere. */
  readonly mail?: MailSettings;
  readonly clock?: Clock;
  readonly ids?: Ids;
  /** Days until a key that signs tokens is replaced; 0 (default): never. */
  readonly keyDays?: number;
  /** Days until unsubmitted orders that nobody touches are deleted. Default: never. */
  readonly cartDays?: CartDays;
  /** Do scheduled work and deliver announcements in this process. Default true. */
  readonly background?: boolean;
  /** Times of deliveries, where they differ from the usual ones. */
  readonly deliveries?: DeliveryTimes;
  /** Folders of files to serve as they are, such as the demo's drawings. */
  readonly staticFolders?: readonly StaticFolder[];
}

export interface App {
  readonly http: FastifyInstance;
  readonly accounts: PortalAccounts;
  readonly keys: KeyRing;
  readonly tokens: Tokens;
  readonly services: Services;
  readonly clock: Clock;
  readonly clients: ClientDirectory;
  readonly contextClients: ContextClients;
  readonly works: Works;
  /** A portal token of the account that was made first: for what the operator's own process does. */
  ownerToken(): Promise<string>;
  /** Finishes requests in flight, then lets go of everything but the database. */
  close(): Promise<void>;
}

/** Domains that refer to users, groups and addresses. */
const dependents = [identityDependents, orderDependents, shipFromAddresses, assignedGroups];

/** Users, with what the domains above know of them. */
export const people = new People({ availableRoles, effectiveLocale, passwordConfigs, companyPasswordConfigs });

/** Meanings of the database's constraints to clients. */
export const violations = violationsOf([
  people.users,
  localeTable,
  ...catalogTables,
  ...orderTables,
  ...identityTables,
  ...integrationTables,
]);

/** Services that take part in checkouts. */
export const checkout = checkoutEvents({ hasSellerClient });

/** Services that know products which the marketplace lacks. */
const addToCart = addToCartEvents({ hasSellerClient });

/** Operations on what is delivered as they reply with it. */
const objects = (): Implementation[] => [
  ...seller({ people, approvals: { awaitsRule: awaitsReturnRule }, dependents }),
  ...buyers({ people, catalogs: defaultCatalogs, payments: accountPayments, approvals: { awaitsRule }, dependents }),
  ...suppliers({ people, products: suppliedProducts(drawnRecords), dependents }),
  ...catalogs(drawnRecords),
];

/** Services that submit the orders of subscriptions. */
export const subscriptionService = subscriptionServices({ contextClaims });

/** Every operation that this version carries out. */
export function implementations(): Implementation[] {
  return [
    ...objects(),
    ...orders({ checkout, returns: returnEvents, promotions: promotionService, addToCart }),
    ...authentication({ dependents }),
    ...integrations(integrationGuards, readObjects),
    ...me({ people, firstToken: registeredToken, dependents }),
  ];
}

/** Reads what is delivered. */
export const readObjects = readBy(objects());

/** Wires the platform and the domains; the only place that knows them all. */
export async function createApp(options: AppOptions): Promise<App> {
  const { database, baseUrl, log, clock = systemClock, ids = randomIds } = options;
  const warn = limitLines((message, data) => log.warn(data ?? {}, message));
  const secrets = new SecretBox(options.secretKey);
  const keys = await KeyRing.open(database.system, secrets, clock);
  for (const table of [...identityTables, ...integrationTables])
    await sealStored(new Pooled(database.system), secrets, table);
  await sealDeliveries(database.system, secrets);
  const signer = new TokenSigner(keys, clock, baseUrl);
  const tokens = new Tokens(signer, baseUrl);
  const activity = new Activity(database.tenants, recordActivity, clock, ({ message }) =>
    warn("activity of users could not be written", { reason: message }),
  );
  const access = new Access({ tokens, tenants: database.tenants, directory: userDirectory, activity, clock });
  const contextClients = new ContextClients(database.tenants, access);
  const references = await References.read(new Pooled(database.system));
  followRenames(references);
  noteFormerIds(references);
  noteRenamed(references);
  const outbox = new Outbox(secrets, !database.distributed);
  const outbound = new Outbound(options);
  const mail = new Mail(options.mail);
  const { system, tenants } = database;
  const hooks = new Webhooks({ tenants, outbound, secrets, tokens, warn });
  const clients = new ClientDirectory(new Pooled(system));
  const followers = new SynchronizedMarketplaces({ tenants });
  const feed = new ChangeFeed({ tenants, latest: latestChanges(system) });
  const keptIndexes =
    options.productIndexes &&
    new KeptIndexes({
      ...options.productIndexes,
      key: secrets.keyFor("indexes of products"),
      schema: await schemaDigest(),
      warn,
    });
  const productReads = new ProductReads(keptIndexes);
  void productReads.indexes.warm(tenants);
  const caches = [access, contextClients, feed, followers, hooks, keys, productReads.removals];
  const hashing = new HashingTurns();
  const reads = new SharedReads();
  const totals = new KeptTotals(reads);
  const limits = new RateLimits(options.limits ?? { perAddress: 0, perClient: 0 }, clock);
  const services: Services = {
    ids,
    people,
    references,
    access,
    caches: new Caches(caches),
    tokens,
    tenants,
    outbound,
    mail,
    secrets,
    productReads,
    hashing,
    passwords: passwordHashing,
    limits,
    totals,
    reads,
    heldOrders: new HeldOrders(),
    placements: new KnownPlacements(),
    knownSchedules: new KnownSchedules(),
  };
  const works = new Works({ outbox, services, clock, followers: allOf([followers, feed]) });
  const targets = new Targets({ outbound });
  outbox.subscribe(developmentMailbox(works));
  outbox.subscribe(orderMessages(works));
  outbox.subscribe(messageRouting(works));
  outbox.subscribe(autoForwarding(works));
  outbox.subscribe(messageDeliveries(works, services, recipientClaims, targets));
  outbox.subscribe(webhookDeliveries(works, services, targets));
  outbox.subscribe(noticeDeliveries(works, services, targets, readObjects));
  outbox.subscribe(productsAffected(works));
  outbox.subscribe(fullSynchronization(works));
  outbox.subscribe(checkoutDeliveries({ works, services }, checkout));
  outbox.subscribe(subscriptionDeliveries({ works, services }, subscriptionService));
  outbox.subscribe(subscriptionRunsByHand({ works, services: subscriptionService, log: warn }));
  const accounts = new PortalAccounts(new Pooled(database.system), hashing, clock);
  const marketplaces = new Marketplaces(database.system, clock, ids);

  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const meanings = { ...violations, ...references.violations };
  const http = await httpServer({
    log,
    ids,
    violations: meanings,
    ...(options.trustedProxies && { trustedProxies: options.trustedProxies }),
  });
  const metrics = operationMetrics(registry);
  const refusals = new SignInRefusals(registry, (message, data) => log.info(data ?? {}, message));
  if (options.limits !== undefined && options.limits.perAddress > 0 && (options.trustedProxies ?? []).length === 0)
    warnOfProxies(http, log);
  const streams = changeStreams(http, { access, works, feed });
  const operations = implementations();
  const declarations = { models, enums };
  const platform = { works, services, refusals, clock, clients, hooks, baseUrl };
  operationRoutes(http, operations, declarations, platform, meanings, metrics);
  bulkRoutes(http, new Calls(operations, declarations, platform), declarations, meanings);
  const endpoint = new TokenEndpoint({ ...services, clients, contextClients, works, clock });
  oauthRoutes(http, {
    endpoint,
    keys,
    limits,
    refusals,
    observe: (operation, status, seconds) => metrics.observe({ operation, status }, seconds),
  });
  const signInEvents = { find: findIntegration, ask: askIntegration };
  const signOn = new SingleSignOn({ services, works, clock, clients, baseUrl, endpoint, events: signInEvents });
  singleSignOnRoutes(http, signOn, limits);
  connectionMetrics(registry, database.connections);
  outboundMetrics(registry, outbound);
  deliveryMetrics(registry, outbox, system);
  cacheMetrics(registry, [
    ...productReads.caches,
    ...access.caches,
    ...contextClients.caches,
    ...hooks.caches,
    ...feed.caches,
    ...followers.caches,
    ...signOn.caches,
    ...totals.caches,
    ...services.heldOrders.caches,
    ...services.placements.caches,
    ...services.knownSchedules.caches,
  ]);
  portalRoutes(http, {
    baseUrl,
    accounts,
    marketplaces,
    signer,
    tokens,
    access,
    limits,
    refusals,
    messages: {
      read: (id, username) =>
        works.run(id, systemActor("portal", "administrator"), "read", (work) => readMessages(work, username)),
    },
    namedToken: (id, named) => works.run(id, systemActor("portal"), "read", (work) => namedToken(work, named)),
    processSubscriptions: (id) => works.run(id, systemActor("portal", "administrator"), "write", processSubscriptions),
    failed: {
      deliveries: (id) => listDeadLetters(system, id),
      async redeliver(id, delivery) {
        const found = await redeliver(system, id, delivery);
        outbox.wake();
        return found;
      },
      jobs: async () => (await background?.jobs())?.deadJobs() ?? [],
      retryJobs: async () => (await background?.jobs())?.retryDeadJobs() ?? 0,
    },
  });
  fixedRoutes(http, { database, registry, baseUrl });
  for (const folder of options.staticFolders ?? []) await staticRoutes(http, folder);

  // Requests need not wait for it: what they announce is kept until it is there.
  const background =
    options.background === false
      ? undefined
      : startBackground(
          database,
          outbox,
          reportGivenUp(works),
          housekeeping(system, clock, {
            works,
            marketplaceIds: () => marketplaceIds(new Pooled(system)),
            purgeChanges: () => purgeChanges(system),
            purges: [
              purgeInvitations,
              purgeRefreshTokens,
              purgeCodes,
              purgeUnknownNames,
              purgeMessages,
              purgeReturns,
              purgeFormerIds,
              purgeRuns,
            ],
            keys,
            keyDays: options.keyDays ?? 0,
            jobs: {
              handlers: {
                ...subscriptionJobs({
                  works,
                  services: subscriptionService,
                  marketplaces: () => subscribingMarketplaces(new Pooled(system)),
                  log: warn,
                }),
                ...cartJobs({
                  works,
                  days: options.cartDays ?? { empty: 0, anonymous: 0, other: 0 },
                  marketplaces: () => marketplaceIds(new Pooled(system)),
                  log: warn,
                }),
              },
              schedules: [...subscriptionSchedules, ...cartSchedules],
            },
          }),
          warn,
          options.deliveries,
        );
  const stopListening = await listenForChanges(database.url, caches, log);
  return {
    http,
    accounts,
    keys,
    tokens,
    services,
    clock,
    clients,
    contextClients,
    works,
    async ownerToken() {
      const owner = await accounts.owner();
      if (owner === undefined) throw new Error("There is no portal account yet");
      return portalToken(signer, baseUrl, owner);
    },
    async close() {
      streams.close();
      feed.close();
      await http.close();
      await background?.stop();
      await targets.close();
      await outbound.close();
      mail.close();
      await activity.flush();
      await stopListening();
      await productReads.close();
    },
  };
}

/** The portal's part in what is done to a database beside its servers. */
export const portalPart = { replaceFirstPassword };
