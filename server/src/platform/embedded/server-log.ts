import { closeSync, existsSync, openSync, readSync, renameSync, statSync } from "node:fs";

const recovery = /was not properly shut down; automatic recovery in progress/;
const noteworthy = /PANIC:|FATAL:|was terminated by|automatic recovery in progress|redo done/;

/** Log file of PostgreSQL, read as it grows. A file, because a pipe would break when this process is killed. */
export class ServerLog {
  readonly file: string;
  #read = 0;
  #rest = "";

  constructor(file: string) {
    this.file = file;
  }

  /** Opens a new file for a PostgreSQL about to start; the last one's stays as `….1`. */
  startNew(): number {
    if (existsSync(this.file)) renameSync(this.file, `${this.file}.1`);
    this.#read = 0;
    this.#rest = "";
    return openSync(this.file, "a", 0o600);
  }

  /** Continues after the start of a PostgreSQL that was running before this process. */
  skipStart(): void {
    const lines = this.#newLines();
    const ready = lines.findIndex((line) => line.includes("ready to accept connections"));
    this.#rest = `${lines.slice(ready + 1).join("\n")}\n${this.#rest}`;
  }

  /** Lines an operator should see that were written since the last call, and whether they tell of a crash recovery. */
  news(): { lines: string[]; recovered: boolean } {
    const lines = this.#newLines().filter((line) => noteworthy.test(line));
    return { lines, recovered: lines.some((line) => recovery.test(line)) };
  }

  /** The last lines, for the message when a start fails. */
  tail(): string {
    this.#read = 0;
    this.#rest = "";
    return this.#newLines().slice(-5).join("\n");
  }

  #newLines(): string[] {
    const size = statSync(this.file, { throwIfNoEntry: false })?.size ?? 0;
    if (size > this.#read) {
      const bytes = Buffer.alloc(size - this.#read);
      const file = openSync(this.file, "r");
      this.#read += readSync(file, bytes, 0, bytes.length, this.#read);
      closeSync(file);
      this.#rest += bytes.toString("utf8");
    }
    const lines = this.#rest.split("\n");
    this.#rest = lines.pop() ?? "";
    return lines.filter((line) => line !== "");
  }
}
