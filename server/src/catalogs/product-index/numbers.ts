import type { Sliced } from "../../platform/slices.ts";

/** Numbers in as few bytes as the largest of them needs. */
export type NarrowNumbers = Uint8Array | Uint16Array | Uint32Array;

/** Numbers that grow in number. */
export class Numbers {
  #held = new Uint32Array(1_024);
  length = 0;

  push(value: number): void {
    if (this.length === this.#held.length) {
      const larger = new Uint32Array(Math.ceil(1.5 * this.length));
      larger.set(this.#held);
      this.#held = larger;
    }
    this.#held[this.length++] = value;
  }

  at(index: number): number {
    return this.#held[index]!;
  }

  /** The numbers, for as long as no other is added. */
  get all(): Uint32Array {
    return this.#held.subarray(0, this.length);
  }

  /** The numbers in room of their own. */
  narrow(): NarrowNumbers {
    let most = 0;
    for (let at = 0; at < this.length; at++) if (this.#held[at]! > most) most = this.#held[at]!;
    const Of = most <= 0xff ? Uint8Array : most <= 0xffff ? Uint16Array : Uint32Array;
    return new Of(this.all);
  }
}

type Compare = (a: number, b: number) => number;

const numbersBelow = (number: number): Uint32Array => Uint32Array.from({ length: number }, (_, index) => index);

/** The numbers from 0 below another one, in some order. */
export function* sorting(number: number, compare: Compare): Sliced<Uint32Array> {
  const run = 512;
  const from = numbersBelow(number);
  const starts: number[] = [];
  for (let at = 0; at < number; at += run) {
    from.subarray(at, at + run).sort(compare);
    starts.push(at);
    yield;
  }
  return yield* mergingRuns(from, starts, compare);
}

/** The same of numbers that are in order from each of some starts to the next. */
export const sortingRuns = (number: number, starts: readonly number[], compare: Compare): Sliced<Uint32Array> =>
  mergingRuns(numbersBelow(number), starts, compare);

function* mergingRuns(numbers: Uint32Array, starts: readonly number[], compare: Compare): Sliced<Uint32Array> {
  const number = numbers.length;
  let from = numbers;
  let to: Uint32Array = new Uint32Array(number);
  for (let width = 1; width < starts.length; width *= 2) {
    for (let run = 0; run < starts.length; run += 2 * width) {
      const begin = starts[run]!;
      const middle = starts[run + width] ?? number;
      const end = starts[run + 2 * width] ?? number;
      let left = begin;
      let right = middle;
      for (let at = begin; at < end; at++) {
        to[at] =
          left < middle && (right >= end || compare(from[left]!, from[right]!) <= 0) ? from[left++]! : from[right++]!;
        if (at % 4_096 === 0) yield;
      }
      yield;
    }
    [from, to] = [to, from];
  }
  return from;
}
