const parse = code("P");
const bind = code("B");
const describe = code("D");
const execute = code("E");
const sync = code("S");
const portal = code("P");

function code(letter: string): number {
  return letter.charCodeAt(0);
}

/** Bytes that are kept for the next messages; what took more gives the rest back. */
const keptBytes = 65_536;

/** Bytes that a character takes at most: in UTF-8, for each unit of UTF-16. */
const widest = 3;

/** Characters of a text from which on its bytes are counted first. */
const longText = 2_000;

/**
 * What statements say to the database (extended query protocol, PostgreSQL documentation, "Message Formats"), one message
 * after the other in one buffer: whatever leaves together takes one write, and no buffer for each message.
 */
export class Messages {
  #bytes = Buffer.allocUnsafeSlow(keptBytes);
  #end = 0;

  /** Bytes that wait to be taken. */
  get length(): number {
    return this.#end;
  }

  /** Forgets what waits beyond so many bytes. */
  cut(length: number): void {
    this.#end = length;
  }

  /** A copy of all messages, which are forgotten here. */
  take(): Buffer {
    const taken = Buffer.from(this.#bytes.subarray(0, this.#end));
    if (this.#bytes.length > keptBytes) this.#bytes = Buffer.allocUnsafeSlow(keptBytes);
    this.#end = 0;
    return taken;
  }

  /** Has a text prepared, under a name or, where that is empty, for the next `bind` alone. */
  parse(name: string, text: string): void {
    const start = this.#begin(parse);
    this.#textAndNull(name);
    this.#textAndNull(text);
    this.#int16(0);
    this.#finish(start);
  }

  /**
   * Binds values to a prepared statement. Values and answers are text.
   *
   * @param textOf is asked for the text of each value, or null. What it throws is thrown here, and the message is half-written.
   */
  bind<Value>(name: string, values: readonly Value[], textOf: (value: Value) => string | null): void {
    const start = this.#begin(bind);
    this.#textAndNull("");
    this.#textAndNull(name);
    this.#int16(0);
    this.#int16(values.length);
    for (const value of values) {
      const text = textOf(value);
      if (text === null) this.#int32(-1);
      else this.#textAndLength(text);
    }
    this.#int16(0);
    this.#finish(start);
  }

  /** Asks for the columns of what was bound. */
  describe(): void {
    const start = this.#begin(describe);
    this.#byte(portal);
    this.#textAndNull("");
    this.#finish(start);
  }

  /** Carries out what was bound, or what a name was given to. */
  execute(name = ""): void {
    const start = this.#begin(execute);
    this.#textAndNull(name);
    this.#int32(0);
    this.#finish(start);
  }

  /** Asks for all answers, and ends a transaction that nobody began. */
  sync(): void {
    this.#finish(this.#begin(sync));
  }

  #begin(letter: number): number {
    const start = this.#room(5);
    this.#bytes[start] = letter;
    return start;
  }

  #finish(start: number): void {
    this.#bytes.writeInt32BE(this.#end - start - 1, start + 1);
  }

  /** Makes room at the end. @returns where it begins. */
  #room(bytes: number): number {
    const start = this.#end;
    const end = start + bytes;
    if (end > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(end, 2 * this.#bytes.length));
      this.#bytes.copy(larger, 0, 0, start);
      this.#bytes = larger;
    }
    this.#end = end;
    return start;
  }

  // Room is made first, each time: it may be in another buffer.
  #byte(value: number): void {
    const at = this.#room(1);
    this.#bytes[at] = value;
  }

  #int16(value: number): void {
    const at = this.#room(2);
    this.#bytes.writeUInt16BE(value, at);
  }

  #int32(value: number): void {
    const at = this.#room(4);
    this.#bytes.writeInt32BE(value, at);
  }

  /** @returns the bytes that it took. */
  #text(text: string): number {
    // To count the bytes of a short one takes longer than to leave room for the most there can be.
    const start = this.#room(text.length > longText ? Buffer.byteLength(text) : widest * text.length);
    const taken = this.#bytes.write(text, start);
    this.#end = start + taken;
    return taken;
  }

  #textAndNull(text: string): void {
    if (text !== "") this.#text(text);
    this.#byte(0);
  }

  #textAndLength(text: string): void {
    const at = this.#room(4);
    const taken = this.#text(text);
    this.#bytes.writeInt32BE(taken, at);
  }
}
