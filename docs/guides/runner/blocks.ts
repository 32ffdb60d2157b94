/** A fenced block of a guide. */
export interface Block {
  /** Number of the line that opens it, from 1. */
  readonly line: number;
  readonly language: string;
  /** Words behind the language. */
  readonly info: string;
  readonly lines: readonly string[];
}

/** The fenced blocks of a Markdown text, in order. @throws Error when one is not closed. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let open: { line: number; language: string; info: string; lines: string[] } | undefined;
  for (const [index, text] of markdown.split("\n").entries()) {
    const fence = text.match(/^```(\S*) *(.*)$/);
    if (open === undefined) {
      if (fence) open = { line: index + 1, language: fence[1] ?? "", info: (fence[2] ?? "").trim(), lines: [] };
    } else if (fence) {
      blocks.push(open);
      open = undefined;
    } else open.lines.push(text);
  }
  if (open !== undefined) throw new Error(`The block of line ${open.line} is not closed.`);
  return blocks;
}
