import { Gauge, type Registry } from "prom-client";
import { refusedTurns } from "../turn-metrics.ts";
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
  refusedTurns(
    registry,
    {
      name: "orderwell_calls_refused_total",
      help: "Calls that were not made: too many of their marketplace waited (full), or they waited too long (late).",
    },
    outbound,
  );
}
