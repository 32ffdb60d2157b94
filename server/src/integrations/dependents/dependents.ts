import type { Work } from "../../platform/work/work.ts";

/** Services to integrations of the domains above; the application supplies them. Each may refuse, in the same transaction. */
export interface IntegrationDependents {
  /** After an event was saved, by its ID. @throws ApiError Auth.InsufficientRoles */
  savedEvent(work: Work, id: string): Promise<void>;
  /** After a webhook was saved, by the IDs of the API clients whose calls it hears. @throws ApiError Auth.InsufficientRoles */
  savedWebhook(work: Work, clientIds: readonly string[]): Promise<void>;
  /** After a message sender, or whom it sends to, was saved, by its ID. @throws ApiError Auth.InsufficientRoles */
  savedSender(work: Work, id: string): Promise<void>;
}
