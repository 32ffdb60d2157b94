import { readSettings, resetPortalPassword } from "@orderwell/server";
import { type Command, takesNothing } from "./command.ts";

/** Gives the first portal account another password, for whoever lost the one that the first start showed. */
export const portalPassword: Command = {
  name: "portal password",
  summary: "Give the first portal account another password.",
  help: `The one in ORDERWELL_PORTAL_PASSWORD, else one that is made and shown. Whoever is signed in as the account is
signed out. Needs the settings of the server (DATABASE_URL, or ORDERWELL_DATA); on the embedded database the server must
be stopped.`,
  async run(args, env) {
    takesNothing(args);
    const { username, password } = await resetPortalPassword(readSettings(env));
    process.stdout.write(`Portal account  ${username}\nIts password    ${password}\n`);
    return 0;
  },
};
