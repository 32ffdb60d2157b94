import type { Sliced } from "./slices.ts";

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

  at = (index: number): number => this.#held[index]!;

  /** The numbers, for as long as no other is added. */
  get all(): Uint32Array {
    return this.#held.subarray(0, this.length);
  }
}

/** The numbers from 0 below another one, in some order. */
export function* sorting(number: number, compare: (a: number, b: number) => number): Sliced<Uint32Array> {
  const run = 512;
  let from = Uint32Array.from({ length: number }, (_, index) => index);
  for (let at = 0; at < number; at += run) {
    from.subarray(at, at + run).sort(compare);
    yield;
  }
  let to = new Uint32Array(number);
  for (let width = run; width < number; width *= 2) {
    for (let begin = 0; begin < number; begin += 2 * width) {
      const middle = Math.min(begin + width, number);
      const end = Math.min(begin + 2 * width, number);
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
