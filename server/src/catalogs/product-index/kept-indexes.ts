import { createHash, hash } from "node:crypto";
import { mkdir, readdir, readFile, rm, stat, statfs, utimes } from "node:fs/promises";
import { endianness } from "node:os";
import { join } from "node:path";
import type { WriteLine } from "../../platform/log-limit.ts";
import { type Packed, packedBytes, purposeOf, readPacked, type Seal, writePacked } from "../../platform/packed-file.ts";

/** Where a process keeps indexes of products, and under which conditions they are of use to another one. */
export interface KeptIndexOptions {
  /** Made where there is none. */
  readonly folder: string;
  /** Space for all files together, in bytes. */
  readonly maxBytes: number;
  /** Key that proves who wrote a file, 32 bytes. */
  readonly key: Buffer;
  /** Names the schema of the database. */
  readonly schema: string;
  readonly warn: WriteLine;
}

const extension = ".products";
const partial = ".partial";
/** Age at which a file that is being written has been left by its process, in milliseconds. */
const abandonedMs = 3_600_000;
/** Share of the free space of the disk that a file takes at most. */
const mostOfFree = 0.25;

/**
 * Indexes of products on the disk, one file for each marketplace, for processes that start. They hold what customers' products
 * say, so nobody but their owner may read them; what another version of the code, of the schema or another installation wrote, or
 * anybody has touched, is not read.
 *
 * Processes may share a folder: files appear whole, and the last one stays. Those that were not used for the longest make room.
 * Where the disk fails there are no files, and nothing else comes of it.
 */
export class KeptIndexes {
  readonly #options: KeptIndexOptions;
  readonly #closed = new AbortController();
  /** Files that are about to be written or just being so, by marketplace, and whether they were to be removed meanwhile. */
  readonly #writing = new Map<string, { removed: boolean }>();
  #format: Promise<string> | undefined;

  constructor(options: KeptIndexOptions) {
    this.#options = options;
  }

  /** What is kept of a marketplace; undefined where there is nothing, or nothing of use. @param mostBytes that it may take. */
  async read(marketplaceId: string, mostBytes: number): Promise<unknown> {
    const file = this.#file(marketplaceId);
    return this.#trying("read", undefined, async () => {
      const read = await readPacked(file, await this.#seal(marketplaceId), mostBytes, this.#closed.signal);
      const now = new Date();
      // What was used last leaves last.
      if (read !== undefined) await utimes(file, now, now).catch(() => {});
      return read;
    });
  }

  /** Keeps something of a marketplace in place of what was kept before, unless it takes too much space. */
  async write(marketplaceId: string, packed: Packed): Promise<void> {
    const { folder, maxBytes } = this.#options;
    const bytes = packedBytes(packed);
    const state = { removed: false };
    this.#writing.set(marketplaceId, state);
    await this.#trying("write", undefined, async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const { bavail, bsize } = await statfs(folder);
      if (bytes > mostOfFree * bavail * bsize || !(await this.#makeRoom(marketplaceId, maxBytes - bytes))) return;
      await writePacked(this.#file(marketplaceId), await this.#seal(marketplaceId), packed, this.#closed.signal);
    });
    if (this.#writing.get(marketplaceId) === state) this.#writing.delete(marketplaceId);
    if (state.removed) await this.remove(marketplaceId);
  }

  /** Deletes what is kept of a marketplace, or is just being written. */
  async remove(marketplaceId: string): Promise<void> {
    const writing = this.#writing.get(marketplaceId);
    if (writing !== undefined) writing.removed = true;
    await this.#trying("delete", undefined, () => rm(this.#file(marketplaceId), { force: true }));
  }

  /** Marketplaces of which something is kept that can be read, those that were used last first. */
  async *marketplaces(): AsyncGenerator<string> {
    const files = await this.#trying("list", [], () => this.#files());
    const prefix = await this.#trying("list", undefined, () => this.#purpose(""));
    if (prefix === undefined) return;
    for (const { file } of files.sort((a, b) => b.used - a.used)) {
      const purpose = await this.#trying("read", undefined, () => purposeOf(file, this.#options.key));
      if (purpose?.startsWith(prefix)) yield purpose.slice(prefix.length);
    }
  }

  /** Ends what is being read or written. */
  close(): void {
    this.#closed.abort();
  }

  get isClosed(): boolean {
    return this.#closed.signal.aborted;
  }

  /** What it fails on is told to the operator. */
  async #trying<Result>(what: string, otherwise: Result, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (!this.isClosed)
        this.#options.warn("indexes of products cannot be kept on the disk", {
          reason: (error as Error).message,
          folder: this.#options.folder,
          what,
        });
      return otherwise;
    }
  }

  /** Deletes files until the others take so many bytes at most. False where that cannot be. */
  async #makeRoom(marketplaceId: string, most: number): Promise<boolean> {
    if (most < 0) return false;
    const own = this.#file(marketplaceId);
    const others = (await this.#files()).filter(({ file }) => file !== own).sort((a, b) => b.used - a.used);
    let sum = 0;
    for (const { file, bytes } of others) {
      sum += bytes;
      if (sum > most) await rm(file, { force: true });
    }
    return true;
  }

  /** Files of indexes; such as were left unfinished are deleted. */
  async #files(): Promise<{ readonly file: string; readonly bytes: number; readonly used: number }[]> {
    const { folder } = this.#options;
    const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    });
    const files: { file: string; bytes: number; used: number }[] = [];
    for (const name of names) {
      const file = join(folder, name);
      const isPartial = name.includes(`${extension}.`) && name.endsWith(partial);
      if (!isPartial && !name.endsWith(extension)) continue;
      const found = await stat(file).catch(() => undefined);
      if (found === undefined) continue;
      if (!isPartial) files.push({ file, bytes: found.size, used: found.mtimeMs });
      else if (Date.now() - found.mtimeMs > abandonedMs) await rm(file, { force: true });
    }
    return files;
  }

  #file(marketplaceId: string): string {
    const name = hash("sha256", marketplaceId).slice(0, 40);
    return join(this.#options.folder, `${name}${extension}`);
  }

  async #seal(marketplaceId: string): Promise<Seal> {
    return { key: this.#options.key, purpose: await this.#purpose(marketplaceId) };
  }

  async #purpose(marketplaceId: string): Promise<string> {
    this.#format ??= codeDigest();
    return `products ${await this.#format} ${this.#options.schema} ${endianness()} ${marketplaceId}`;
  }
}

/**
 * Names the code that makes indexes and reads them: what another one wrote may have another form, or another meaning, which
 * nobody has to remember to say.
 */
async function codeDigest(): Promise<string> {
  const folder = import.meta.dirname;
  const names = (await readdir(folder)).filter((name) => !name.includes(".test.")).sort();
  const digest = createHash("sha256");
  for (const name of names) digest.update(name).update(await readFile(join(folder, name)));
  return digest.digest("hex").slice(0, 32);
}
