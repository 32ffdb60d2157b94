import { Counter, type Registry } from "prom-client";
import type { TurnFigures } from "./turns.ts";

/** Counts who was given no turn, by the reason: too many waited (`full`), or they waited too long (`late`). */
export function refusedTurns(
  registry: Registry,
  metric: { readonly name: string; readonly help: string },
  turns: { readonly figures: TurnFigures },
): void {
  new Counter({
    ...metric,
    labelNames: ["reason"],
    registers: [registry],
    collect() {
      this.reset();
      const { refused } = turns.figures;
      for (const reason of ["full", "late"] as const) this.inc({ reason }, refused[reason]);
    },
  });
}
