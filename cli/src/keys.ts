import { readSettings, rotateSigningKey } from "@orderwell/server";
import { type Command, takesNothing } from "./command.ts";

/** Makes a new key to sign tokens with; running servers use it at once, and tokens signed before stay valid. */
export const rotateKeys: Command = {
  name: "keys rotate",
  summary: "Make a new key to sign access tokens with.",
  help: `Every server on the database signs with it within a second. Tokens that older keys signed stay valid until they
expire. Needs the settings of the server (DATABASE_URL, ORDERWELL_SECRET_KEY or ORDERWELL_DATA); on the embedded
database the server must be stopped.`,
  async run(args, env) {
    takesNothing(args);
    process.stdout.write(`Tokens are now signed with key ${await rotateSigningKey(readSettings(env))}.\n`);
    return 0;
  },
};
