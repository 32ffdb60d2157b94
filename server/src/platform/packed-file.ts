import { createCipheriv, randomBytes, timingSafeEqual } from "node:crypto";
import { type FileHandle, open, rename, rm } from "node:fs/promises";

/** Numbers that are kept as they lie in memory. */
export type PackedArray = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** Numbers that others may be put among while they are written: what is above `most` is written as 0. */
export class UpTo {
  readonly array: Uint32Array;
  readonly most: number;

  constructor(array: Uint32Array, most: number) {
    this.array = array;
    this.most = most;
  }
}

/** What a packed file holds: objects and lists of texts, numbers and arrays of numbers. */
export type Packed =
  | string
  | number
  | boolean
  | null
  | PackedArray
  | UpTo
  | readonly Packed[]
  | { readonly [name: string]: Packed };

/** What is read where `Value` was written: arrays are arrays. */
export type Unpacked<Value> = Value extends UpTo
  ? Uint32Array
  : Value extends PackedArray | string | number | boolean | null
    ? Value
    : { readonly [Name in keyof Value]: Unpacked<Value[Name]> };

/** What a packed file is and who may have written it. */
export interface Seal {
  /** 32 bytes: what was written with another one is not read. */
  readonly key: Buffer;
  /** Format and subject: what was written under another one is not read. */
  readonly purpose: string;
}

/** Kinds of arrays, by the number that a file names them by. */
const kinds = [Uint8Array, Uint16Array, Uint32Array, Float64Array] as const;

/** An array in a file: kind, number of numbers, place and what proves that it is as it was written. */
type Entry = readonly [kind: number, length: number, at: number, tag: string];

interface Head {
  readonly purpose: string;
  readonly value: Packed;
  readonly arrays: readonly Entry[];
}

/** Place of an array in what a file says of a value. */
interface Reference {
  readonly $array: number;
}

/** Begins a file that is whole, and names this format. */
const magic = Buffer.from("OWPACK01");
/** Magic, random bytes, place and length of the head, and what proves it. */
const preludeBytes = 48;
const nonceBytes = 8;
const tagBytes = 16;
/** Written or checked at once. */
const chunkBytes = 1_048_576;
/** Read at once. */
const readBytes = 16_777_216;
const mostVectors = 512;
/** Heads are small: what is large is an array. */
const mostHeadBytes = 64_000_000;
/** Files begin each array at a multiple of this. */
const alignment = 8;

const aligned = (at: number): number => Math.ceil(at / alignment) * alignment;

/** Proves bytes with a key: by AES-GCM, of which nothing is encrypted, so that it takes a memory's time. */
class Proof {
  readonly #cipher: ReturnType<typeof cipherOf>;

  constructor(key: Buffer, nonce: Buffer, number: number) {
    this.#cipher = cipherOf(key, nonce, number);
  }

  add(bytes: Uint8Array): void {
    this.#cipher.setAAD(bytes);
  }

  get tag(): Buffer {
    this.#cipher.final();
    return this.#cipher.getAuthTag();
  }
}

function cipherOf(key: Buffer, nonce: Buffer, number: number) {
  const iv = Buffer.alloc(12);
  nonce.copy(iv);
  iv.writeUInt32LE(number, nonceBytes);
  return createCipheriv("aes-256-gcm", key, iv);
}

const bytesOf = (array: PackedArray): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** The value with references in place of its arrays, which are put into `arrays`. */
function divided(value: Packed, arrays: (PackedArray | UpTo)[]): Packed {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof UpTo || ArrayBuffer.isView(value))
    return { $array: arrays.push(value as PackedArray | UpTo) - 1 };
  if (Array.isArray(value)) return value.map((one) => divided(one, arrays));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, divided(one, arrays)]));
}

function put(value: Packed, arrays: readonly PackedArray[]): Packed {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => put(one, arrays));
  if ("$array" in value) return arrays[(value as unknown as Reference).$array]!;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, put(one, arrays)]));
}

/** Memory of the arrays of a value. */
export function packedBytes(value: Packed): number {
  const arrays: (PackedArray | UpTo)[] = [];
  divided(value, arrays);
  return arrays.reduce((sum, one) => sum + (one instanceof UpTo ? one.array : one).byteLength, 0);
}

/**
 * Writes a value to a file, whole or not at all, in small parts, between which others have their turn. Only its owner may
 * read it. Whatever is put behind or among its arrays meanwhile is left out.
 *
 * A file that the end of the machine cuts off is told when it is read; so nothing waits for the disk.
 *
 * @throws Error of the file system; AbortError.
 */
export async function writePacked(
  file: string,
  { key, purpose }: Seal,
  value: Packed,
  signal: AbortSignal,
): Promise<void> {
  const arrays: (PackedArray | UpTo)[] = [];
  const said = divided(value, arrays);
  const part = `${file}.${process.pid}-${randomBytes(4).toString("hex")}.partial`;
  const handle = await open(part, "wx", 0o600);
  try {
    const nonce = randomBytes(nonceBytes);
    const writer = new Writer(handle, signal);
    const entries: Entry[] = [];
    for (const [index, one] of arrays.entries()) {
      const { array, most } = one instanceof UpTo ? one : { array: one, most: undefined };
      const kind = kinds.findIndex((type) => array instanceof type);
      const proof = new Proof(key, nonce, index + 1);
      const at = await writer.add(bytesOf(array), proof, most);
      entries.push([kind, array.length, at, proof.tag.toString("base64")]);
    }
    const head = Buffer.from(JSON.stringify({ purpose, value: said, arrays: entries } satisfies Head));
    const proof = new Proof(key, nonce, 0);
    const at = await writer.add(head, proof);
    await writer.flush();
    const prelude = Buffer.alloc(preludeBytes);
    magic.copy(prelude);
    nonce.copy(prelude, 8);
    prelude.writeDoubleLE(at, 16);
    prelude.writeDoubleLE(head.length, 24);
    proof.tag.copy(prelude, 32);
    await handle.write(prelude, 0, preludeBytes, 0);
    await handle.close();
    await rename(part, file);
  } catch (error) {
    await handle.close().catch(() => {});
    await rm(part, { force: true });
    throw error;
  }
}

/** Writes what it is given, by way of a copy that nobody changes. */
class Writer {
  readonly #handle: FileHandle;
  readonly #signal: AbortSignal;
  readonly #chunk = Buffer.allocUnsafeSlow(chunkBytes);
  #filled = 0;
  /** Where the chunk begins in the file. */
  #at = preludeBytes;

  constructor(handle: FileHandle, signal: AbortSignal) {
    this.#handle = handle;
    this.#signal = signal;
  }

  /** @returns where the bytes begin. */
  async add(bytes: Uint8Array, proof: Proof, most?: number): Promise<number> {
    this.#filled = aligned(this.#filled);
    const begin = this.#at + this.#filled;
    for (let from = 0; from < bytes.length; ) {
      if (this.#filled >= chunkBytes) await this.flush();
      const to = Math.min(bytes.length, from + chunkBytes - this.#filled);
      const copy = this.#chunk.subarray(this.#filled, this.#filled + to - from);
      copy.set(bytes.subarray(from, to));
      if (most !== undefined) dropAbove(most, copy);
      proof.add(copy);
      this.#filled += to - from;
      from = to;
    }
    return begin;
  }

  async flush(): Promise<void> {
    this.#signal.throwIfAborted();
    for (let from = 0; from < this.#filled; ) {
      const { bytesWritten } = await this.#handle.write(this.#chunk, from, this.#filled - from, this.#at + from);
      from += bytesWritten;
    }
    this.#at += this.#filled;
    this.#filled = 0;
  }
}

function dropAbove(most: number, bytes: Uint8Array): void {
  const numbers = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  for (let at = 0; at < numbers.length; at++) if (numbers[at]! > most) numbers[at] = 0;
}

/**
 * Reads what a file says, without its arrays; undefined for a file that there is not, that is not whole, or that was not written
 * with this key.
 */
async function readHead(
  handle: FileHandle,
  key: Buffer,
): Promise<{ readonly head: Head; readonly nonce: Buffer } | undefined> {
  const prelude = Buffer.alloc(preludeBytes);
  if (!(await fill(handle, [prelude], 0)) || !prelude.subarray(0, 8).equals(magic)) return undefined;
  const nonce = prelude.subarray(8, 16);
  const at = prelude.readDoubleLE(16);
  const length = prelude.readDoubleLE(24);
  const isPlace = Number.isSafeInteger(at) && at >= preludeBytes && Number.isSafeInteger(length) && length > 0;
  if (!isPlace || length > mostHeadBytes) return undefined;
  const text = Buffer.allocUnsafeSlow(length);
  if (!(await fill(handle, [text], at))) return undefined;
  const proof = new Proof(key, nonce, 0);
  proof.add(text);
  if (!timingSafeEqual(proof.tag, prelude.subarray(32, 32 + tagBytes))) return undefined;
  return { head: JSON.parse(text.toString()) as Head, nonce };
}

/** Purpose that a packed file was written for; undefined as `readPacked`. */
export async function purposeOf(file: string, key: Buffer): Promise<string | undefined> {
  return withFile(file, async (handle) => (await readHead(handle, key))?.head.purpose);
}

/**
 * Reads the value of a file, each of its arrays by itself. Undefined for a file that there is not, that is not whole, that is not
 * as it was written, or that was written with another key or purpose: so what is returned was written by `writePacked`.
 *
 * @param mostBytes of a larger one nothing is read.
 * @throws Error of the file system; AbortError.
 */
export function readPacked(
  file: string,
  { key, purpose }: Seal,
  mostBytes: number,
  signal: AbortSignal,
): Promise<unknown> {
  return withFile(file, async (handle) => {
    const { size } = await handle.stat();
    if (size > mostBytes) return undefined;
    const read = await readHead(handle, key);
    if (read === undefined || read.head.purpose !== purpose) return undefined;
    const { head, nonce } = read;
    const arrays: PackedArray[] = [];
    for (let first = 0; first < head.arrays.length; ) {
      signal.throwIfAborted();
      const group = groupFrom(head.arrays, first);
      const held = group.map(([kind, length]) => Buffer.allocUnsafeSlow(length * kinds[kind]!.BYTES_PER_ELEMENT));
      if (!(await fillAt(handle, held, group))) return undefined;
      for (const [index, [kind, length, , tag]] of group.entries()) {
        const bytes = held[index]!;
        const proof = new Proof(key, nonce, 1 + first + index);
        proof.add(bytes);
        if (!timingSafeEqual(proof.tag, Buffer.from(tag, "base64"))) return undefined;
        arrays.push(new kinds[kind]!(bytes.buffer as ArrayBuffer, bytes.byteOffset, length));
      }
      first += group.length;
    }
    return put(head.value, arrays);
  });
}

/** Arrays that are read together. */
function groupFrom(arrays: readonly Entry[], first: number): readonly Entry[] {
  let bytes = 0;
  let end = first;
  while (end < arrays.length && end - first < mostVectors / 2) {
    const [kind, length] = arrays[end]!;
    bytes += length * kinds[kind]!.BYTES_PER_ELEMENT;
    if (end > first && bytes > readBytes) break;
    end++;
  }
  return arrays.slice(first, end);
}

/** Fills buffers with the arrays that follow each other in a file, and what lies between them. */
function fillAt(handle: FileHandle, buffers: readonly Buffer[], group: readonly Entry[]): Promise<boolean> {
  const all: Buffer[] = [];
  let at = group[0]![2];
  for (const [index, buffer] of buffers.entries()) {
    const between = group[index]![2] - at;
    if (between > 0) all.push(Buffer.alloc(between));
    all.push(buffer);
    at += between + buffer.length;
  }
  return fill(handle, all, group[0]![2]);
}

/** Fills buffers from a place in a file. False where the file ends before. */
async function fill(handle: FileHandle, buffers: readonly Buffer[], at: number): Promise<boolean> {
  let left = buffers.filter(({ length }) => length > 0);
  for (let from = at; left.length > 0; ) {
    const { bytesRead } = await handle.readv(left, from);
    if (bytesRead === 0) return false;
    from += bytesRead;
    let read = bytesRead;
    while (left.length > 0 && read >= left[0]!.length) read -= left.shift()!.length;
    if (read > 0) left = [left[0]!.subarray(read), ...left.slice(1)];
  }
  return true;
}

/** Undefined where there is no such file. */
async function withFile<Result>(
  file: string,
  read: (handle: FileHandle) => Promise<Result | undefined>,
): Promise<Result | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(file, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    return await read(handle);
  } finally {
    await handle.close();
  }
}
