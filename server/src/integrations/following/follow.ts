import type { ObjectWrite } from "../../platform/changes/object-write.ts";
import type { Work } from "../../platform/work/work.ts";
import { consumers } from "../outgoing/consumer.ts";
import { announceAffected } from "./affected.ts";
import type { StoredConsumer } from "./consumers.store.ts";
import { type Affected, affectedBy, type Meaning, meanings } from "./meaning.ts";
import { announceTo, userContext } from "./notice.ts";

/** Products of one work that are told of by themselves; more are worked through in the background. */
const mostProducts = 50;

/** Announces what a work wrote to those who are told of it: each thing once, however often it was written. */
export async function follow(
  work: Work,
  told: readonly StoredConsumer[],
  writes: readonly ObjectWrite[],
): Promise<void> {
  const user = userContext(work.actor);
  for (const consumer of told) {
    const found = new Map<string, Meaning>();
    for (const write of writes)
      for (const meaning of meanings(consumer, work, write)) found.set(JSON.stringify(meaning.what), meaning);
    let said = [...found.values()];
    if (consumer.id === consumers.products && consumer.changed) {
      const many = said.filter(({ what }) => "state" in what);
      if (many.length > mostProducts) {
        said = said.filter(({ what }) => !("state" in what));
        await announceAffected(work, user, { ids: many.map(({ subject }) => subject) });
      }
      const affected = new Map<string, Affected>();
      for (const write of writes) {
        const by = affectedBy(write);
        if (by !== undefined) affected.set(JSON.stringify(by), by);
      }
      for (const by of affected.values()) await announceAffected(work, user, { by });
    }
    await Promise.all(said.map(({ subject, what }) => announceTo(work, consumer, { user, what, subject })));
  }
}
