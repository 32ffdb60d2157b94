import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { KeptIndexes, type KeptIndexOptions } from "./kept-indexes.ts";

const most = 1e9;

function place(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "orderwell-kept-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const warned: string[] = [];
  const open = (options: Partial<KeptIndexOptions> = {}) =>
    new KeptIndexes({
      folder,
      maxBytes: most,
      key: Buffer.alloc(32, 1),
      schema: "1",
      warn: (message) => warned.push(message),
      ...options,
    });
  return { folder, warned, open };
}

async function listed(kept: KeptIndexes): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const marketplaceId of kept.marketplaces()) found.push(marketplaceId);
  return found;
}

const packed = (bytes: number) => ({ name: "lamps", array: new Uint8Array(bytes) });

test("what was kept under another schema or with another key is not read, nor listed", async (t) => {
  const { open, warned } = place(t);
  await open().write("shop", packed(10));
  assert.deepEqual(await open().read("shop", most), packed(10));
  for (const other of [open({ schema: "2" }), open({ key: Buffer.alloc(32, 2) })]) {
    assert.equal(await other.read("shop", most), undefined);
    assert.deepEqual(await listed(other), []);
  }
  assert.equal(await open().read("another shop", most), undefined);
  assert.equal(await open().read("shop", 5), undefined, "more than there is memory for");
  assert.deepEqual(await listed(open()), ["shop"]);
  assert.deepEqual(warned, []);
});

test("files take no more space than they may: those that were not used for the longest leave, and one that is too large is not written", async (t) => {
  const { open, folder, warned } = place(t);
  const kept = open({ maxBytes: 100_000 });
  const known = new Set<string>();
  for (const [index, id] of ["a", "b", "c"].entries()) {
    await kept.write(id, packed(30_000));
    const [written = ""] = readdirSync(folder).filter((name) => !known.has(name));
    known.add(written);
    const then = Date.now() / 1_000 - 1_000 + index;
    utimesSync(join(folder, written), then, then);
  }
  assert.ok(await kept.read("a", most));
  await kept.write("d", packed(60_000));
  assert.deepEqual([...(await listed(kept))].sort(), ["a", "d"]);
  await kept.write("a", packed(35_000));
  assert.deepEqual([...(await listed(kept))].sort(), ["a", "d"], "the former one of the same makes room for it");
  await kept.write("e", packed(200_000));
  assert.deepEqual([...(await listed(kept))].sort(), ["a", "d"]);
  await kept.remove("a");
  assert.deepEqual(await listed(kept), ["d"]);
  assert.deepEqual(warned, []);
});

test("what a process left half-written is deleted after a while, and nothing that is none of these files", async (t) => {
  const { open, folder } = place(t);
  const kept = open();
  await kept.write("shop", packed(10));
  const [file = ""] = readdirSync(folder);
  const [old, fresh, other] = [`${file}.1-a.partial`, `${file}.2-b.partial`, "notes.partial"];
  for (const name of [old, fresh, other]) writeFileSync(join(folder, name), "");
  const then = Date.now() / 1_000 - 7_200;
  for (const name of [old, other]) utimesSync(join(folder, name), then, then);
  await listed(kept);
  assert.deepEqual(readdirSync(folder).sort(), [file, fresh, other].sort());
});

test("a marketplace that goes while its index is being written, or about to be, leaves none", async (t) => {
  const { open, folder } = place(t);
  const kept = open();
  const writing = kept.write("shop", packed(20_000_000));
  while (readdirSync(folder).length === 0) await new Promise(setImmediate);
  await kept.remove("shop");
  await writing;
  assert.deepEqual(readdirSync(folder), []);
  const begun = kept.write("shop", packed(10));
  await kept.remove("shop");
  await begun;
  assert.deepEqual(readdirSync(folder), []);
});

test("a folder that cannot be used is told, and nothing else fails", async (t) => {
  const { open, folder, warned } = place(t);
  writeFileSync(join(folder, "file"), "");
  const kept = open({ folder: join(folder, "file", "x") });
  await kept.write("shop", packed(10));
  assert.equal(await kept.read("shop", most), undefined);
  assert.deepEqual(await listed(kept), []);
  assert.ok(warned.length > 0);
});
