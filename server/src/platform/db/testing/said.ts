import type { Socket } from "node:net";
import type pg from "pg";

/** What a connection says to the database from now on: for each write the letters of its messages ("BES": bind, execute, sync). */
export function said(client: pg.PoolClient): { take(): string[] } {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Socket } }).connection;
  const writes: string[] = [];
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  stream.write = ((...args: unknown[]) => {
    writes.push(lettersOf(args[0] as Buffer));
    return write(...args);
  }) as typeof stream.write;
  return { take: () => writes.splice(0) };
}

/** @throws Error for bytes that are no whole messages. */
function lettersOf(bytes: Buffer): string {
  let letters = "";
  let at = 0;
  while (at < bytes.length) {
    letters += String.fromCharCode(bytes[at] as number);
    at += 1 + bytes.readInt32BE(at + 1);
  }
  if (at !== bytes.length) throw new Error(`${letters}: ${at} of ${bytes.length} bytes`);
  return letters;
}
