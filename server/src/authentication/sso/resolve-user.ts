import { models, type User } from "@orderwell/contract";
import type { Tokens } from "../../platform/access/tokens.ts";
import type { Row } from "../../platform/db/json.ts";
import type { TenantDb } from "../../platform/db/session.ts";
import { apiError } from "../../platform/errors/api-error.ts";
import { ReplyWriter } from "../../platform/wire/reply.ts";
import type { Services } from "../../platform/work/services.ts";
import type { Works } from "../../platform/work/works.ts";
import { actor } from "./actor.ts";
import type { ProviderTokens } from "./code-exchange.ts";
import type { Identity } from "./id-token.ts";
import { SignInError } from "./sign-in-error.ts";
import { answered, type SignInEvents, type SignInService } from "./sign-in-events.ts";
import { findActingUser, findLinked, linkUser, type SignInConfig } from "./store.ts";

/** Lifetime of the token that the service gets; it has to answer sooner. */
const serviceTokenSeconds = 600;

const writer = new ReplyWriter(models);

export interface Newcomer {
  readonly marketplaceId: string;
  readonly found: SignInConfig;
  readonly identity: Identity;
  readonly tokens: ProviderTokens;
}

/** Finds out which user somebody is whom an identity provider vouches for. */
export class UserResolver {
  readonly #services: Services;
  readonly #works: Works;
  readonly #tokens: Tokens;
  readonly #events: SignInEvents;

  constructor(services: Services, works: Works, tokens: Tokens, events: SignInEvents) {
    this.#services = services;
    this.#works = works;
    this.#tokens = tokens;
    this.#events = events;
  }

  /**
   * The key of the user: the one linked with the subject, else the one whom the marketplace's service names
   * (`createuser`). Who is known is reported to it where the configuration says so (`syncuser`).
   *
   * No transaction is open while the service works: it calls the API itself.
   *
   * @throws SignInError, OutboundError
   */
  async resolve(newcomer: Newcomer): Promise<number> {
    const { marketplaceId, identity } = newcomer;
    const { config } = newcomer.found;
    const linked = await this.#read(marketplaceId, (db) =>
      findLinked(db, this.#services.people, config.ID ?? "", identity),
    );
    if (linked !== undefined) {
      if (config.CallSyncUserIntegrationEvent) await this.#ask(newcomer, "syncuser", linked.user);
      return linked.key;
    }
    const answer = await this.#ask(newcomer, "createuser", null);
    const username = answered(answer, "Username");
    if (username === null) throw new SignInError("The sign-in service answered without a Username.");
    const key = await this.#works.run(marketplaceId, actor, "write", ({ db }) =>
      linkUser(db, config.ID ?? "", identity, username),
    );
    if (key === undefined) throw new SignInError("The sign-in service answered with a Username that nobody has.");
    return key;
  }

  async #ask(
    { marketplaceId, found, tokens }: Newcomer,
    step: "createuser" | "syncuser",
    existing: Row<User> | null,
  ): Promise<Readonly<Record<string, unknown>>> {
    const { config, environment } = found;
    const eventId = config.IntegrationEventID;
    const service =
      eventId === null ? undefined : await this.#read(marketplaceId, (db) => this.#events.find(db, eventId));
    if (service === undefined)
      throw new SignInError("You are not known here yet, and no integration event says who you are.");
    const body = writer.object("OpenIdConnectPayload", {
      ExistingUser: existing,
      OpenIdConnect: config,
      TokenResponse: { id_token: tokens.idToken, access_token: tokens.accessToken || null },
      Environment: environment,
      OrderCloudAccessToken: await this.#serviceToken(marketplaceId, config.OrderCloudApiClientID ?? "", service),
      ConfigData: service.configData,
    });
    const answer = await this.#events.ask(this.#services, service, step, body);
    const refusal = answer.body && answered(answer.body, "ErrorMessage");
    if (refusal) throw new SignInError(refusal);
    if (answer.status < 200 || answer.status > 299)
      throw new SignInError(`The sign-in service answered with status ${answer.status}.`);
    if (answer.body === undefined && step === "createuser")
      throw new SignInError("The sign-in service did not answer with an object.");
    return answer.body ?? {};
  }

  /** A token with the roles that the service is to have, or none where it is to have none. */
  async #serviceToken(marketplaceId: string, clientId: string, service: SignInService): Promise<string | null> {
    const roles = service.elevatedRoles.value as string[];
    if (roles.length === 0) return null;
    const user = await this.#read(marketplaceId, (db) => findActingUser(db, clientId));
    if (user === undefined) throw new SignInError(apiError("IntegrationEvent.AllowSellerApiClientRequired").message);
    const { usr, cid, key, type, tokenVersion } = user;
    const usrtype = type === "Seller" ? "admin" : type === "Buyer" ? "buyer" : "supplier";
    const acting = {
      usr,
      ...(cid && { cid }),
      u: String(key),
      usrtype,
      mid: marketplaceId,
      cver: tokenVersion,
    } as const;
    return this.#tokens.issue({ ...acting, roles, elv: roles }, serviceTokenSeconds);
  }

  #read<Result>(marketplaceId: string, read: (db: TenantDb) => Promise<Result>): Promise<Result> {
    return this.#works.run(marketplaceId, actor, "read", ({ db }) => read(db));
  }
}
