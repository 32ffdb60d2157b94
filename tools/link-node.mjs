// Runs after every install, under whatever Node runs npm: makes `node` in npm scripts the version that the lock file pins.
// npm 11 and newer link it themselves; npm 10 removes the link together with the packages of other platforms, which share
// the name. Where the pinned binary cannot run, as on Alpine, the link goes, so that the system's Node is used. The headers
// that come with the binary go too: they are a third of its size, and nothing here is compiled against them.
import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const modules = join(import.meta.dirname, "..", "node_modules");
const windows = process.platform === "win32";
const target = `${windows ? "win" : process.platform}-${process.arch}`;
const name = [`node-${target}`, `node-bin-${target}`].find((name) => existsSync(join(modules, name)));
const link = join(modules, ".bin", windows ? "node.cmd" : "node");
const binary = name && join(modules, name, "bin", windows ? "node.exe" : "node");

if (name) rmSync(join(modules, name, "include"), { recursive: true, force: true });

if (binary && spawnSync(binary, ["--version"]).status === 0) {
  if (!existsSync(link)) {
    mkdirSync(join(modules, ".bin"), { recursive: true });
    if (windows) writeFileSync(link, `@"%~dp0\\..\\${name}\\bin\\node.exe" %*\r\n`);
    else symlinkSync(join("..", name, "bin", "node"), link);
  }
} else {
  if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link);
  console.warn(
    `No Node 26 for ${target} came with the packages; Orderwell runs with this system's ${process.version}.`,
  );
  if (Number(process.versions.node.split(".")[0]) < 24) console.warn("It needs Node 24 or newer: please install one.");
}
