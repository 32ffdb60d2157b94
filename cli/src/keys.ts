import { readSettings, rotateSigningKey } from "@orderwell/server";

/** Makes a new key to sign tokens with; running servers use it at once, and tokens signed before stay valid. */
export async function keys(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  if (args.length !== 1 || args[0] !== "rotate") {
    process.stderr.write("orderwell keys rotate: nothing else is done with keys\n");
    return 2;
  }
  process.stdout.write(`Tokens are now signed with key ${await rotateSigningKey(readSettings(env))}.\n`);
  return 0;
}
