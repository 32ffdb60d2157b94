import type { TenantDb } from "../../platform/db/session.ts";
import { plain } from "../../platform/outbox/answers.ts";
import type { Delivery, Subscriber } from "../../platform/outbox/delivery.ts";
import { systemActor } from "../../platform/work/actor.ts";
import type { Work } from "../../platform/work/work.ts";
import type { Works } from "../../platform/work/works.ts";
import { findConsumer } from "../following/consumers.store.ts";
import { noticeSubscriber } from "../following/deliveries.ts";
import { announceTo, laneOf } from "../following/notice.ts";
import { deliverableTo } from "../targets/targets.ts";
import { waysTo } from "../targets/through.ts";
import type { SynchronizedKind } from "../telling/kinds.ts";
import { fullKinds } from "./kinds.ts";
import { type ObjectsPart, objectsAfter, objectsNamed, type Place, type Range } from "./objects.store.ts";
import { forgetRenamed, holdRenames, isAnyRenamed, takeRenamed } from "./renamed.store.ts";
import { endRun, noteStep, takeStep, waitingOn } from "./store.ts";

/** A step of a full synchronization, as it waits. */
export interface FullSyncStep {
  readonly kind: SynchronizedKind;
  /** Tells the synchronization from those before it. */
  readonly run: string;
  /** Steps before it. */
  readonly step: number;
  /** Time to wait before it, in milliseconds: what was announced has to be delivered first. */
  readonly pauseMs: number;
  /** All were gone through, and what got another ID meanwhile is left. */
  readonly closing?: boolean;
}

declare module "../../platform/outbox/announcements.ts" {
  interface Announcements {
    FullSyncStep: FullSyncStep;
  }
}

/** Objects announced in one step: bounds what a transaction holds. */
const objects = 200;
/** Announcements of one target that may wait: beyond, no further step is taken. */
const mostWaiting = 400;
const firstPauseMs = 500;
const longestPauseMs = 30_000;

const subscriber = "full-synchronization";
/** What takes the steps of a kind, one after the other by their key. */
export const stepsOf = (kind: SynchronizedKind) => ({ subscriber, key: `fullsync/${kind}` });

/** A step that fails does so for a time: it is tried for as long as it is worth while, about a day. */
const attempts = 30;
/** Characters of an error that are told. */
const toldCharacters = 500;

/**
 * Announces everything of a kind to whom it is told, a part after the other, each in a transaction of its own together with
 * how far it came: after a crash it goes on there. While its target has enough to take, or nothing is delivered to it, it
 * waits; with a step that is given up it has failed (docs/behaviour/integrations.md §6.2).
 */
export function fullSynchronization(works: Works): Subscriber<Delivery<"FullSyncStep">> {
  const actor = systemActor("synchronization");
  return {
    name: subscriber,
    types: ["FullSyncStep"],
    concurrency: 2,
    attempts,
    afterMs: ({ payload }) => (payload as FullSyncStep).pauseMs,
    async deliver({ marketplaceId, key, payload, attempt }) {
      try {
        await works.run(marketplaceId, actor, "write", (work) => takeNext(work, key, payload));
      } catch (failure) {
        if (attempt >= attempts)
          await works.run(marketplaceId, actor, "write", ({ db, now }) =>
            endRun(db, payload.kind, now, { status: "Failed", error: messageOf(failure) }, payload),
          );
        throw failure;
      }
    },
  };
}

async function takeNext(
  work: Work,
  key: string,
  { kind, run, step, pauseMs, closing = false }: FullSyncStep,
): Promise<void> {
  const { db, now } = work;
  const running = await takeStep(db, kind, run, step);
  if (running === undefined) return;
  const { place: after, user, ...range } = running;
  const next = (ms: number, closes = closing) =>
    work.announce("FullSyncStep", key, { kind, run, step: step + 1, pauseMs: ms, closing: closes });
  const consumer = await findConsumer(db, fullKinds[kind].consumer);
  if (consumer === undefined) {
    await endRun(db, kind, now, { status: "Canceled" });
    return;
  }
  const lanes = waysTo(consumer, deliverableTo(consumer.id)).map((way) =>
    laneOf({ ...way, consumer: consumer.id, full: true }),
  );
  const held = lanes.length === 0 || consumer.paused;
  if (held || (await waitingOn(db, noticeSubscriber, lanes, mostWaiting)) >= mostWaiting) {
    await noteStep(db, kind, { announced: 0 });
    await next(Math.min(Math.max(2 * pauseMs, firstPauseMs), longestPauseMs));
    return;
  }
  const part = closing
    ? await renamedPart(db, kind, after, range)
    : await objectsAfter(db, kind, after, range, objects);
  if (part === undefined) {
    await endRun(db, kind, now, { status: "Completed" });
    return;
  }
  await Promise.all(part.objects.map((one) => announceTo(work, consumer, { ...one, user, full: true })));
  await noteStep(db, kind, { announced: part.objects.length, place: part.place });
  await next(0, part.isLast);
}

/**
 * What got another ID while everything of a kind was gone through, and may have been missed; undefined where nothing did. With
 * the ID of a place many have another one: all of the kind are gone through once more.
 */
async function renamedPart(
  db: TenantDb,
  kind: SynchronizedKind,
  place: Place,
  range: Range,
): Promise<ObjectsPart | undefined> {
  const ids = await takeRenamed(db, kind, objects);
  if (ids.some((one) => one.length === 0)) {
    await forgetRenamed(db, kind);
    return { objects: [], place: [], isLast: false };
  }
  if (ids.length > 0) return { objects: await objectsNamed(db, kind, ids, range), place, isLast: true };
  await holdRenames(db);
  return (await isAnyRenamed(db, kind)) ? { objects: [], place, isLast: true } : undefined;
}

const messageOf = (failure: unknown): string =>
  plain(failure instanceof Error ? failure.message : String(failure)).slice(0, toldCharacters);
