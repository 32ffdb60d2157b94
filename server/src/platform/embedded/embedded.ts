import { realpathSync } from "node:fs";
import { makeDataFolder } from "../settings.ts";
import type { Account } from "./account.ts";
import { initialise } from "./cluster.ts";
import type { EmbeddedDatabase } from "./embedded-database.ts";
import { lockFolder } from "./folder-lock.ts";
import { placeCluster } from "./placement.ts";
import { Supervisor } from "./supervisor.ts";

export interface EmbeddedOptions {
  /** Folder for everything that is kept; made on first use, and never shared by two servers at once. */
  readonly dataFolder: string;
  readonly log: (message: string, data?: object) => void;
  /** Accounts that root tries in order, since PostgreSQL refuses to run as root. */
  readonly accounts?: readonly Account[];
}

/**
 * Starts the PostgreSQL of a data folder, or takes over one that a killed server left running.
 *
 * While it runs it is watched: one that dies is started again, and recoveries are logged.
 *
 * @throws SettingsError when the folder cannot be made.
 * @throws EmbeddedDatabaseError when another server holds the folder, or with what the operator can do where PostgreSQL cannot run.
 */
export async function startEmbedded({ dataFolder, log, accounts }: EmbeddedOptions): Promise<EmbeddedDatabase> {
  makeDataFolder(dataFolder);
  const folder = realpathSync(dataFolder);
  const release = lockFolder(folder);
  let supervisor: Supervisor | undefined;
  try {
    const placement = placeCluster(folder, log, accounts);
    const isNew = initialise(placement);
    supervisor = new Supervisor(folder, placement, log, release);
    await supervisor.start(isNew);
    return supervisor;
  } catch (error) {
    if (supervisor) await supervisor.stop();
    else release();
    throw error;
  }
}
