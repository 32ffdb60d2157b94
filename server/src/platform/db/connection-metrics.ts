import { Counter, Gauge, type Registry } from "prom-client";
import { refusedTurns } from "../turn-metrics.ts";
import type { Connections } from "./connections.ts";

/** Shows who uses connections, who waits for one, and who got none. */
export function connectionMetrics(registry: Registry, connections: Connections): void {
  const registers = [registry];
  new Gauge({
    name: "orderwell_database_connections",
    help: "Connections that marketplaces use, by the weight of what they do.",
    labelNames: ["weight"],
    registers,
    collect() {
      const { running, heavy } = connections.figures;
      this.set({ weight: "light" }, running - heavy);
      this.set({ weight: "heavy" }, heavy);
    },
  });
  new Gauge({
    name: "orderwell_database_waiting",
    help: "Transactions that wait for a connection, by the weight of what they do.",
    labelNames: ["weight"],
    registers,
    collect() {
      const { waiting, waitingHeavy } = connections.figures;
      this.set({ weight: "light" }, waiting);
      this.set({ weight: "heavy" }, waitingHeavy);
    },
  });
  refusedTurns(
    registry,
    {
      name: "orderwell_database_refused_total",
      help: "Transactions that got no connection: too many waited (full), or they waited too long (late).",
    },
    connections,
  );
  new Counter({
    name: "orderwell_database_ended_total",
    help: "Transactions that were ended: their client had gone (cancelled), or they took too long altogether (overdue).",
    labelNames: ["reason"],
    registers,
    collect() {
      this.reset();
      for (const reason of ["cancelled", "overdue"] as const) this.inc({ reason }, connections.figures[reason]);
    },
  });
}
