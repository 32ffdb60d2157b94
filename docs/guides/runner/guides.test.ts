import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { operatedServer, portalAccount } from "@orderwell/testing";
import { Browser } from "@orderwell/testing/browser";
import { client, identityProvider } from "@orderwell/testing/identity-provider";
import { runGuide } from "./guide.ts";
import { withoutShell } from "./shell.ts";

const root = new URL("../../../", import.meta.url);
const guides = readdirSync(new URL("docs/guides/", root)).filter((name) => name.endsWith(".md"));

for (const file of ["README.md", ...guides.map((name) => `docs/guides/${name}`)])
  test(`the examples of ${file} run, and show what comes`, { skip: withoutShell }, async (t) => {
    const markdown = await readFile(new URL(file, root), "utf8");
    const { baseUrl } = await operatedServer();
    const { username: PORTAL_USER, password: PORTAL_PASSWORD } = portalAccount;
    // Only single sign-on needs somebody to sign in with.
    const PROVIDER = markdown.includes("$PROVIDER") ? await identityProvider(t, `${baseUrl}/ocrpcode`) : "";
    const provider = { PROVIDER, PROVIDER_CLIENT_ID: client.id, PROVIDER_CLIENT_SECRET: client.secret };
    await runGuide(markdown, {
      baseUrl,
      variables: { PORTAL_USER, PORTAL_PASSWORD, ...provider },
      signIn: signInAs("ada"),
    });
  });

/** Somebody with a browser who signs in at the provider and agrees to what it asks. */
const signInAs = (login: string): ((url: string) => Promise<URL>) => {
  const browser = new Browser("https://shop.example");
  return async (url) => {
    const asked = await browser.open(url);
    if (asked.url.origin === "https://shop.example") return asked.url;
    return (await browser.submit(await browser.submit(asked, { login, password: "any will do" }))).url;
  };
};
