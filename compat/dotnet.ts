import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const project = join(import.meta.dirname, "dotnet", "Orderwell.Compat.csproj");
/** Beside what tests keep between runs: nothing is left in the tree. */
const artifacts = join(import.meta.dirname, "..", "node_modules", ".cache", "dotnet");
const options = {
  env: {
    ...process.env,
    DOTNET_CLI_TELEMETRY_OPTOUT: "1",
    DOTNET_CLI_USE_MSBUILD_SERVER: "0",
    DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE: "1",
    DOTNET_NOLOGO: "1",
    // The first start of an SDK makes a certificate and changes the path of whoever runs it.
    DOTNET_ADD_GLOBAL_TOOLS_TO_PATH: "0",
    DOTNET_GENERATE_ASPNET_CERTIFICATE: "0",
  },
  maxBuffer: 2 ** 24,
  /** Of the build, which may wait for packages, and of the program: both fit into what a test file may take. */
  timeout: 7 * 60_000,
  killSignal: "SIGKILL",
} as const;

/** Oldest SDK that builds the program. */
const major = 10;

/** Reason to leave out what needs the .NET SDK; false where it is there. In continuous integration it has to be. */
export const withoutDotnet: string | false = (() => {
  try {
    const quick = { ...options, timeout: 60_000, stdio: "pipe" } as const;
    const version = execFileSync("dotnet", ["--version"], quick).toString().trim();
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
 * @throws Error with what the build or the program wrote, when one of them fails or takes too long.
 */
export async function runDotnet(setting: object): Promise<readonly Check[]> {
  const build = ["build", project, "--configuration", "Release", "--artifacts-path", artifacts, "--verbosity", "quiet"];
  await promisify(execFile)("dotnet", [...build, "-nodeReuse:false", "-p:UseSharedCompilation=false"], options).catch(
    ({ killed, stdout, message }: { killed?: boolean; stdout?: string; message: string }) => {
      const why = killed
        ? `It took longer than ${options.timeout / 1000} s: do the packages come from NuGet?`
        : message;
      throw new Error(`The .NET program could not be built. ${why}\n${stdout}`);
    },
  );
  const program = join(artifacts, "bin", "Orderwell.Compat", "release", "Orderwell.Compat.dll");
  const child = spawn("dotnet", [program], { ...options, stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  // Its code tells that it ended before it had read everything.
  child.stdin.on("error", () => {});
  child.stdin.end(JSON.stringify(setting));
  const ended = once(child, "close") as Promise<[code: number | null, signal: string | null]>;
  const checks: Check[] = [];
  for await (const line of createInterface({ input: child.stdout })) checks.push(JSON.parse(line) as Check);
  const [code, signal] = await ended;
  if (code !== 0)
    throw new Error(`The .NET program ended with ${code ?? signal} after ${checks.length} checks.\n${said}`);
  return checks;
}
