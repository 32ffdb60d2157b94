import assert from "node:assert/strict";
import { test } from "node:test";
import { Registry } from "prom-client";
import { BoundedCache, textBytes } from "./bounded-cache.ts";
import { cacheMetrics } from "./cache-metrics.ts";

const texts = (maxBytes: number, onDrop?: (key: string) => void) =>
  new BoundedCache<string>("texts", { maxBytes, bytesOf: (text) => text.length, ...(onDrop && { onDrop }) });

test("What is held is found until it is set again or dropped", () => {
  const cache = texts(10_000);
  cache.set("a", "1");
  assert.equal(cache.get("a"), "1");
  cache.set("a", "2");
  assert.equal(cache.get("a"), "2");
  cache.delete("a");
  assert.equal(cache.get("a"), undefined);
});

test("What grows counts as what it takes when it is set again, makes others leave, and leaves when it is too large", () => {
  const dropped: string[] = [];
  const cache = new BoundedCache<{ bytes: number }>("things", {
    maxBytes: 10_000,
    bytesOf: ({ bytes }) => bytes,
    ofThings: true,
    onDrop: (key) => void dropped.push(key),
  });
  const grows = { bytes: 1_000 };
  cache.set("other", { bytes: 4_000 });
  cache.set("grows", grows);
  const before = cache.bytes;
  grows.bytes = 3_000;
  cache.set("grows", grows);
  assert.equal(cache.bytes, before + 2_000);
  assert.deepEqual(dropped, []);
  grows.bytes = 8_000;
  cache.set("grows", grows);
  assert.deepEqual(dropped, ["other"]);
  assert.equal(cache.get("grows"), grows);
  grows.bytes = 11_000;
  cache.set("grows", grows);
  assert.equal(cache.get("grows"), undefined);
  assert.deepEqual([dropped, cache.bytes], [["other", "grows"], 0]);
});

test("A full cache drops what was not asked for the longest, and nothing else", () => {
  const dropped: string[] = [];
  const cache = texts(10_000, (key) => void dropped.push(key));
  for (let index = 0; index < 7; index++) {
    cache.set(`${index}`, "x".repeat(1_000));
    assert.notEqual(cache.get(`${index}`), undefined);
  }
  assert.equal(cache.get("0"), "x".repeat(1_000));
  cache.set("8", "x".repeat(1_500));
  assert.deepEqual(dropped, ["1"]);
  assert.notEqual(cache.get("0"), undefined);
});

test("What is asked for again stays, however many questions come once", () => {
  const dropped = new Set<string>();
  const cache = texts(1_000_000, (key) => void dropped.add(key));
  const often = Array.from({ length: 100 }, (_, index) => `often ${index}`);
  for (const key of often) {
    cache.set(key, "x".repeat(1_000));
    cache.get(key);
  }
  for (let index = 0; index < 50_000; index++) cache.set(`once ${index}`, "x".repeat(100));
  assert.ok(often.every((key) => cache.get(key) !== undefined && !dropped.has(key)));
  assert.ok(cache.bytes < 100 * 1_300 + 125_000, `${cache.bytes}`);
  assert.equal(dropped.size + cache.entries, 50_100);
});

test("What changes while it is held is held as it is now, wherever it was", () => {
  const cache = texts(10_000);
  const values = ["1", "x".repeat(600), "x".repeat(3_000), "2"];
  for (const value of values) {
    cache.set("a", value);
    assert.equal(cache.get("a"), value);
    assert.equal(cache.entries, 1);
  }
  cache.delete("a");
  cache.set("a", "x".repeat(20_000));
  assert.deepEqual([cache.get("a"), cache.entries, cache.bytes], [undefined, 0, 0]);
});

test("Keys count, and no number of entries takes more than the bound", () => {
  const cache = texts(100_000);
  for (let index = 0; index < 5_000; index++) {
    const key = "k".repeat(index % 300) + index;
    cache.set(key, "x".repeat(index % 700));
    if (index % 2) cache.get(key);
    assert.ok(cache.bytes <= 100_000);
  }
  assert.ok(cache.bytes > 90_000, `${cache.bytes}`);
  assert.ok(cache.entries < 500, `${cache.entries}`);
  cache.set("k".repeat(60_000), "");
  assert.equal(cache.get("k".repeat(60_000)), undefined);
});

test("Metrics show what each cache holds and how often it had what was asked for", async () => {
  const cache = texts(10_000);
  cache.set("a", "1");
  cache.get("a");
  cache.get("a");
  cache.get("b");
  const registry = new Registry();
  cacheMetrics(registry, [cache]);
  const lines = (await registry.metrics()).split("\n").filter((line) => line.startsWith("orderwell_"));
  assert.deepEqual(lines, [
    'orderwell_cache_entries{cache="texts"} 1',
    'orderwell_cache_bytes{cache="texts"} 163',
    'orderwell_cache_lookups_total{cache="texts",found="yes"} 2',
    'orderwell_cache_lookups_total{cache="texts",found="no"} 1',
  ]);
});

test("of things that there are, all of the memory is for what was asked for last, asked for again or not", () => {
  const cache = new BoundedCache<string>("things", { maxBytes: 10_000, bytesOf: textBytes, ofThings: true });
  for (let index = 0; index < 40; index++) cache.set(String(index), "x");
  const held = Array.from({ length: 40 }, (_, index) => cache.get(String(index))).filter(Boolean).length;
  assert.equal(held, 40, "more than an eighth of it holds");
  for (let index = 100; index < 300; index++) cache.set(String(index), "x");
  assert.ok(cache.bytes <= 10_000 && cache.entries > 40);
  assert.equal(cache.get("0"), undefined);
});
