interface Progress {
  readonly label: string;
  readonly done: number;
  readonly total: number;
}

/** Shows progress on one line that is written over; where output is no terminal, one line per finished resource. */
export function progressLine(out: NodeJS.WriteStream): { show(event: Progress): void; end(): void } {
  let width = 0;
  return {
    show({ label, done, total }) {
      const text = `  ${label} ${done}/${total}`;
      if (out.isTTY) {
        out.write(`\r${text.padEnd(width)}`);
        width = text.length;
      } else if (done === total) out.write(`${text}\n`);
    },
    end() {
      if (out.isTTY && width > 0) out.write(`\r${" ".repeat(width)}\r`);
    },
  };
}
