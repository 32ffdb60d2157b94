import type { Actor } from "../../platform/work/actor.ts";
import type { Work } from "../../platform/work/work.ts";
import type { TargetName } from "../outgoing/consumer.ts";
import type { UserContext, What } from "../outgoing/message.ts";
import { deliverable } from "../targets/targets.ts";
import type { StoredConsumer } from "./consumers.store.ts";

/** A message that is to reach one target of one consumer, as it waits. */
export interface Notice {
  readonly consumer: string;
  /** ID of the delivery configuration when it was announced: turns go by it. */
  readonly config: string;
  readonly target: TargetName;
  readonly user: UserContext;
  readonly what: What;
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

/**
 * Announces something to a consumer, once for each of its targets, so that none waits for another.
 *
 * @param subject what it is about: a consumer hears of it in order.
 */
export async function announceTo(
  work: Pick<Work, "announce">,
  { id: consumer, config, targets }: Pick<StoredConsumer, "id" | "config" | "targets">,
  { user, what, subject }: Pick<Notice, "user" | "what"> & { readonly subject: string },
): Promise<void> {
  await Promise.all(
    deliverable(targets.value).map((target) =>
      work.announce("Notice", `${consumer}/${target}/${subject.toLowerCase()}`, {
        consumer,
        config,
        target,
        user,
        what,
      }),
    ),
  );
}
