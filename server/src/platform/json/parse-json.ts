/**
 * JSON that keeps what was written (docs/behaviour/conventions.md §8): the order of keys, and every digit of whole numbers.
 *
 * JavaScript moves keys that look like array indices to the front, and reads numbers as binary floats; some releases of V8
 * (in Node 26 before 26.12) take a key that is written with an escape for another that they have read before, of whosever
 * text. All survive here, the first two as values that `JSON.stringify` writes as they came: an object whose keys would move lists them in their own order, and a
 * whole number beyond what a float holds exactly is a raw number. Everything else is what `JSON.parse` makes.
 */

/** A whole number beyond 2^53, as it was written. Properties that are declared as numbers never hold one. */
export interface RawNumber {
  readonly rawJSON: string;
}

const { rawJSON, isRawJSON } = JSON as unknown as {
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): boolean;
};

export const isRawNumber = (value: unknown): value is RawNumber => isRawJSON(value);

/** What only the careful way keeps: long numbers, and keys of digits. Texts that look alike cost time and nothing else. */
const delicate = /[:,[\s]-?\d{16}|"\d{1,10}"\s*:/;

/** A longer number is read as a float: the database has an end as well. */
const mostDigits = 400;

/** Objects deeper than this are read as `JSON.parse` reads them; no resource takes them. */
const deepest = 500;

/** The value of a JSON text. @throws SyntaxError as `JSON.parse` does. */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return delicate.test(text) || hasEscapedKey(text) ? (new CarefulReader(text).read() ?? value) : value;
}

const [quote, colon, backslash] = ['"', ":", "\\"].map((mark) => mark.charCodeAt(0));

/** Tells whether a text, which is known to be JSON, has a key that is written with an escape. */
function hasEscapedKey(text: string): boolean {
  for (let at = text.indexOf("\\"); at !== -1; at = text.indexOf("\\", at)) {
    while (text.charCodeAt(at) !== quote) at += text.charCodeAt(at) === backslash ? 2 : 1;
    do at++;
    while (" \t\r\n".includes(text[at] ?? "x"));
    if (text.charCodeAt(at) === colon) return true;
  }
  return false;
}

/**
 * An object with these entries in this order; of several with one key the last gives the value.
 *
 * An ordinary object where that keeps the order by itself. `__proto__` is a key like any other.
 */
export function objectOf(entries: Iterable<readonly [key: string, value: unknown]>): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  const keys = new Set<string>();
  for (const [key, value] of entries) {
    if (key === "__proto__")
      Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
    else object[key] = value;
    keys.add(key);
  }
  const order = [...keys];
  return Object.keys(object).every((key, index) => key === order[index]) ? object : ordered(object, order);
}

function ordered(object: Record<string, unknown>, order: readonly string[]): Record<string, unknown> {
  return new Proxy(object, {
    ownKeys: (target) => {
      const keys = new Set(Reflect.ownKeys(target));
      return [...order.filter((key) => keys.delete(key)), ...keys];
    },
  });
}

function numberOf(text: string): number | RawNumber {
  const number = Number(text);
  const exact = Number.isSafeInteger(number) || !/^-?\d+$/.test(text) || text.length > mostDigits;
  return exact || !Number.isFinite(number) ? number : rawJSON(text);
}

/** Reads a text that is known to be JSON. */
class CarefulReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  #tooDeep = false;

  constructor(text: string) {
    this.#text = text;
  }

  /** The value; `undefined` where it is too deep. */
  read(): unknown {
    const value = this.#value();
    return this.#tooDeep ? undefined : value;
  }

  #value(): unknown {
    if (this.#tooDeep) return undefined;
    switch (this.#next()) {
      case "{":
        return this.#nested(() => objectOf(this.#entries()));
      case "[":
        return this.#nested(() => this.#items());
      case '"':
        return this.#string();
      case "t":
        return this.#word("true", true);
      case "f":
        return this.#word("false", false);
      case "n":
        return this.#word("null", null);
      default:
        return this.#number();
    }
  }

  #nested<Value>(read: () => Value): Value | undefined {
    if (this.#depth === deepest) {
      this.#tooDeep = true;
      return undefined;
    }
    this.#depth++;
    const value = read();
    this.#depth--;
    return value;
  }

  #entries(): [string, unknown][] {
    const entries: [string, unknown][] = [];
    this.#at++;
    while (!this.#tooDeep && this.#next() !== "}") {
      const key = this.#string();
      this.#skip(":");
      entries.push([key, this.#value()]);
      this.#skip(",");
    }
    this.#at++;
    return entries;
  }

  #items(): unknown[] {
    const items: unknown[] = [];
    this.#at++;
    while (!this.#tooDeep && this.#next() !== "]") {
      items.push(this.#value());
      this.#skip(",");
    }
    this.#at++;
    return items;
  }

  #next(): string | undefined {
    while (" \t\r\n".includes(this.#text[this.#at] ?? "x")) this.#at++;
    return this.#text[this.#at];
  }

  #skip(mark: string): void {
    if (this.#next() === mark) this.#at++;
  }

  #word<Value>(word: string, value: Value): Value {
    this.#at += word.length;
    return value;
  }

  #string(): string {
    const text = this.#text;
    const start = this.#at;
    let end = start + 1;
    while (text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
    this.#at = end + 1;
    return JSON.parse(text.slice(start, end + 1)) as string;
  }

  #number(): number | RawNumber {
    const start = this.#at;
    while (/[-+.\deE]/.test(this.#text[this.#at] ?? "")) this.#at++;
    return numberOf(this.#text.slice(start, this.#at));
  }
}
