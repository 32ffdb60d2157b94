import { Counter, Gauge, type Registry } from "prom-client";
import type { Outbound } from "./outbound.ts";

/** Shows how many calls to services are under way and wait for their marketplace's turn, and how many got none. */
export function outboundMetrics(registry: Registry, outbound: Outbound): void {
  const registers = [registry];
  new Gauge({
    name: "orderwell_calls",
    help: "Calls to webhooks, integrations and identity providers that are under way (running) or wait for their turn.",
    labelNames: ["state"],
    registers,
    collect() {
      const { running, waiting } = outbound.figures;
      this.set({ state: "running" }, running);
      this.set({ state: "waiting" }, waiting);
    },
  });
  new Counter({
    name: "orderwell_calls_refused_total",
    help: "Calls that were not made: too many of their marketplace waited (full), or they waited too long (late).",
    labelNames: ["reason"],
    registers,
    collect() {
      this.reset();
      const { refused } = outbound.figures;
      for (const reason of ["full", "late"] as const) this.inc({ reason }, refused[reason]);
    },
  });
}
