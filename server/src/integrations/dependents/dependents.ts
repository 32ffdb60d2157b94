import type { Work } from "../../platform/work/work.ts";

/** An API client as a service is to act through it. */
export interface NamedClient {
  readonly id: string;
  readonly hasContextUser: boolean;
  /** A service takes part in checkouts through it. */
  readonly hasCheckout: boolean;
}

/** Services to integrations of the domains above; the application supplies them. Each may refuse, in the same transaction. */
export interface IntegrationDependents {
  /** After an event was saved, by its ID. @throws ApiError Auth.InsufficientRoles */
  savedEvent(work: Work, id: string): Promise<void>;
  /** After a webhook was saved, by the IDs of the API clients whose calls it hears. @throws ApiError Auth.InsufficientRoles */
  savedWebhook(work: Work, clientIds: readonly string[]): Promise<void>;
  /**
   * The API client of that ID, in any case, that whoever writes is to let a service act through: undefined where there is
   * none. @throws ApiError Auth.InsufficientRoles
   */
  namedClient(work: Work, clientId: string): Promise<NamedClient | undefined>;
  /** After a message sender, or whom it sends to, was saved, by its ID. @throws ApiError Auth.InsufficientRoles */
  savedSender(work: Work, id: string): Promise<void>;
}
