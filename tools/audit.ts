// `npm run audit`: known vulnerabilities of what the server runs on, as the package registry knows them. Fails on any; a
// registry that does not answer, or that keeps no such list, is reported and does not fail.
import { spawnSync } from "node:child_process";

interface Report {
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly range: string }>>;
}

const { stdout, stderr } = spawnSync("npm", ["audit", "--omit=dev", "--json"], {
  encoding: "utf8",
  timeout: 60_000,
  shell: process.platform === "win32",
});

function read(text: string): Report {
  try {
    return JSON.parse(text) as Report;
  } catch {
    return {};
  }
}

const { vulnerabilities } = read(stdout);
if (vulnerabilities === undefined) {
  console.log("The package registry tells of no vulnerabilities: it does not answer, or keeps no list.");
  console.log(stderr.trim().split("\n").slice(0, 3).join("\n"));
} else {
  const found = Object.entries(vulnerabilities);
  for (const [name, { severity, range }] of found) console.error(`${name} ${range}: ${severity}`);
  console.log(`${found.length} packages with known vulnerabilities among those the server runs on`);
  process.exitCode = found.length === 0 ? 0 : 1;
}
