import { lacksFullAccess, requireFullAccess } from "../../platform/access/full-access.ts";
import type { Work } from "../../platform/work/work.ts";
import {
  clientsGivingFullAccess,
  clientsSigningInBy,
  groupGivesFullAccess,
  holdsFullAccess,
  senderReachesHolders,
} from "./holders.store.ts";

type Deed = Pick<Work, "actor" | "db">;

/** Refuses where somebody without FullAccess gives it. What it would give is asked only then. */
async function guard({ actor }: Deed, gives: () => Promise<boolean>): Promise<void> {
  if (lacksFullAccess(actor) && (await gives())) requireFullAccess(actor);
}

/**
 * Guards what lets somebody sign in as a user, or gives the user more: a password, an address that passwords are sent to,
 * another company (docs/behaviour/authentication.md §9.1). To be asked once it is written.
 *
 * @throws ApiError Auth.InsufficientRoles, as all guards do.
 */
export const guardUser = (work: Deed, userKey: number): Promise<void> =>
  guard(work, () => holdsFullAccess(work.db, userKey));

/** Guards the membership of a group. */
export const guardGroup = (work: Deed, groupKey: number): Promise<void> =>
  guard(work, () => groupGivesFullAccess(work.db, groupKey));

/** Guards what clients are like, what is needed to use them, and who hears of their users. To be asked once it is written. */
export const guardClients = (work: Deed, ids: readonly string[]): Promise<void> =>
  guard(work, async () => ids.length > 0 && (await clientsGivingFullAccess(work.db, ids)).size > 0);

/** Guards an integration event that says who signs in. To be asked once it is written. */
export const guardSignInEvent = (work: Deed, id: string): Promise<void> =>
  guard(work, async () => (await clientsGivingFullAccess(work.db, await clientsSigningInBy(work.db, id))).size > 0);

/**
 * Guards who sends messages, to whom: they hold tokens of their recipients, and codes that open accounts. To be asked once it
 * is written.
 */
export const guardSender = (work: Deed, id: string): Promise<void> =>
  guard(work, () => senderReachesHolders(work.db, id));
