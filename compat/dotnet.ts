import { execFile, execFileSync, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const project = join(import.meta.dirname, "dotnet", "Orderwell.Compat.csproj");
/** Beside what tests keep between runs: nothing is left in the tree. */
const artifacts = join(import.meta.dirname, "..", "node_modules", ".cache", "dotnet");
const options = {
  env: { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: "1", DOTNET_NOLOGO: "1", DOTNET_CLI_USE_MSBUILD_SERVER: "0" },
  maxBuffer: 2 ** 24,
};

/** Oldest SDK that builds the program. */
const major = 10;

/** Reason to leave out what needs the .NET SDK; false where it is there. In continuous integration it has to be. */
export const withoutDotnet: string | false = (() => {
  try {
    const version = execFileSync("dotnet", ["--version"], { ...options, encoding: "utf8", stdio: "pipe" }).trim();
    return Number.parseInt(version, 10) < major && `the .NET SDK is ${version}: install ${major} or newer`;
  } catch {
    return `there is no .NET SDK: install ${major} or newer`;
  }
})();

/** What one check of the program came to. */
export interface Check {
  readonly name: string;
  /** What was wrong; null: nothing. */
  readonly fault: string | null;
}

/**
 * Builds the program of `compat/dotnet` with the packages that its lock file names, and runs it.
 *
 * @param setting what it is told: where the server is, who there is, and the contract.
 * @throws Error with what the build or the program wrote, when one of them fails.
 */
export async function runDotnet(setting: object): Promise<readonly Check[]> {
  const build = ["build", project, "--configuration", "Release", "--artifacts-path", artifacts, "--verbosity", "quiet"];
  await promisify(execFile)("dotnet", [...build, "-nodeReuse:false", "-p:UseSharedCompilation=false"], options).catch(
    (error: { stdout?: string; message: string }) => {
      throw new Error(`The .NET program could not be built.\n${error.stdout ?? error.message}`);
    },
  );
  const program = join(artifacts, "bin", "Orderwell.Compat", "release", "Orderwell.Compat.dll");
  const child = spawn("dotnet", [program], { ...options, stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  child.stdin.end(JSON.stringify(setting));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const checks: Check[] = [];
  for await (const line of createInterface({ input: child.stdout })) checks.push(JSON.parse(line) as Check);
  const code = await ended;
  if (code !== 0) throw new Error(`The .NET program ended with ${code} after ${checks.length} checks.\n${said}`);
  return checks;
}
