import type pg from "pg";
import { Counter, Gauge, type Registry } from "prom-client";
import type { Outbox } from "./outbox.ts";
import { countWaiting } from "./store.ts";

/** More than so many waiting deliveries are not counted. */
const most = 10_000;

/** Shows what waits for subscribers, what is under way in this process, and which targets do not answer. */
export function deliveryMetrics(registry: Registry, outbox: Outbox, pool: pg.Pool): void {
  const registers = [registry];
  const labelNames = ["subscriber"] as const;
  new Gauge({
    name: "orderwell_deliveries_waiting",
    help: `Deliveries that have not ended, of all processes; ${most} stands for any number from there.`,
    labelNames,
    registers,
    async collect() {
      // What does not answer has no numbers.
      for (const { subscriber } of outbox.figures)
        await countWaiting(pool, subscriber, most).then(
          (count) => this.set({ subscriber }, count),
          () => this.remove({ subscriber }),
        );
    },
  });
  new Gauge({
    name: "orderwell_deliveries_running",
    help: "Attempts to deliver that are under way.",
    labelNames,
    registers,
    collect() {
      for (const { subscriber, running } of outbox.figures) this.set({ subscriber }, running);
    },
  });
  new Gauge({
    name: "orderwell_deliveries_open_circuits",
    help: "Targets that are left alone for a while, since they did not answer.",
    labelNames,
    registers,
    collect() {
      for (const { subscriber, openCircuits } of outbox.figures) this.set({ subscriber }, openCircuits);
    },
  });
  new Counter({
    name: "orderwell_deliveries_total",
    help: "Attempts to deliver by how they ended: delivered, failed with an answer, silent without one, dead with the last of either.",
    labelNames: ["subscriber", "outcome"],
    registers,
    collect() {
      this.reset();
      for (const { subscriber, ended } of outbox.figures)
        for (const [outcome, count] of Object.entries(ended)) this.inc({ subscriber, outcome }, count);
    },
  });
}
