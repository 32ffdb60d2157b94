import { Counter, Gauge, type Registry } from "prom-client";
import type { CacheFigures } from "./bounded-cache.ts";

/** Shows the size of caches, and how often they had what was asked for. */
export function cacheMetrics(registry: Registry, caches: readonly CacheFigures[]): void {
  const labelNames = ["cache"] as const;
  const registers = [registry];
  const gauge = (name: string, help: string, read: (cache: CacheFigures) => number) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      collect() {
        for (const cache of caches) this.set({ cache: cache.name }, read(cache));
      },
    });
  gauge("orderwell_cache_entries", "Entries of a cache.", ({ entries }) => entries);
  gauge("orderwell_cache_bytes", "Memory that the entries of a cache take at most, in bytes.", ({ bytes }) => bytes);
  new Counter({
    name: "orderwell_cache_lookups_total",
    help: "Look-ups in a cache, by whether it had what was asked for.",
    labelNames: ["cache", "found"],
    registers,
    collect() {
      this.reset();
      for (const { name, hits, misses } of caches) {
        this.inc({ cache: name, found: "yes" }, hits);
        this.inc({ cache: name, found: "no" }, misses);
      }
    },
  });
}
