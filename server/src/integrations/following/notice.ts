import type { Actor } from "../../platform/work/actor.ts";
import type { Work } from "../../platform/work/work.ts";
import type { UserContext, What } from "../outgoing/message.ts";
import { deliverableTo } from "../targets/targets.ts";
import { keyBy, laneBy, type Way, waysTo } from "../targets/through.ts";
import type { StoredConsumer } from "./consumers.store.ts";

/** A message that is to reach one target of one consumer, as it waits. */
export interface Notice extends Required<Way> {
  readonly consumer: string;
  readonly user: UserContext;
  readonly what: What;
  /** It is part of everything that there is, and takes turns of its own. */
  readonly full?: true;
}

declare module "../../platform/outbox/announcements.ts" {
  interface Announcements {
    Notice: Notice;
  }
}

/** Who acts, as messages name them. */
export function userContext(actor: Actor): UserContext {
  if (actor.kind === "system") return { ID: null, AnonymousId: null };
  if (actor.claims.tu === undefined) return { ID: actor.userId, AnonymousId: null };
  return { ID: null, AnonymousId: actor.claims.anonuserid ?? actor.anonymousOrderId };
}

/** Whom a message goes to, as turns are shared out: a first run of millions holds up nothing that happens meanwhile. */
export const laneOf = (notice: Way & Pick<Notice, "consumer" | "full">): string =>
  `${laneBy(notice, notice.consumer)}${notice.full ? "/full" : ""}`;

/**
 * Announces something to a consumer, once for each of its targets, so that none waits for another.
 *
 * @param subject what it is about: a consumer hears of it in order.
 */
export async function announceTo(
  work: Pick<Work, "announce">,
  { id: consumer, ...told }: Pick<StoredConsumer, "id" | "config" | "enabled" | "targets">,
  { user, what, subject, full }: Pick<Notice, "user" | "what" | "full"> & { readonly subject: string },
): Promise<void> {
  await Promise.all(
    waysTo(told, deliverableTo(consumer)).map((way) =>
      work.announce("Notice", keyBy(way, consumer, subject.toLowerCase()), {
        consumer,
        ...(way as Required<Way>),
        user,
        what,
        ...(full && { full }),
      }),
    ),
  );
}
