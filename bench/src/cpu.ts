import { readFile } from "node:fs/promises";
import pg from "pg";

/** CPU time in microseconds, of user and system together: of the bench itself, the measured server, and the database. */
export interface CpuTime {
  readonly client: number;
  readonly server: number;
  readonly database: number;
}

export const total = ({ client, server, database }: CpuTime): number => client + server + database;

const microsecondsPerTick = 10_000;

/** CPU time of a process and all its threads so far; 0 where the system does not say or it is not that program. */
async function usedBy(pid: number, program?: string): Promise<number> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // The program's name stands in brackets and may hold anything; what follows it is numbers.
    const name = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
    if (program !== undefined && !name.startsWith(program)) return 0;
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * microsecondsPerTick;
  } catch {
    return 0;
  }
}

/**
 * Reads CPU times, which tell what work costs on a machine that does other things as well. Only Linux says what other
 * processes used, and only of a database on the same machine; elsewhere there is no meter.
 */
export class CpuMeter {
  readonly #client: pg.Client;
  /** Time of each process of the database so far, of those that have ended as well. */
  readonly #databaseTimes = new Map<number, number>();

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async open(databaseUrl: string): Promise<CpuMeter | undefined> {
    if (process.platform !== "linux") return undefined;
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    return new CpuMeter(client);
  }

  /** Times so far; differences between two readings count. @param serverPid the server that is measured, if there is one. */
  async read(serverPid?: number): Promise<CpuTime> {
    const { rows } = await this.#client.query<{ pid: number }>(
      "select pid from pg_stat_activity where (datname = current_database() or datname is null) and pid <> pg_backend_pid()",
    );
    await Promise.all(
      rows.map(async ({ pid }) => {
        const time = await usedBy(pid, "postgres");
        this.#databaseTimes.set(pid, Math.max(time, this.#databaseTimes.get(pid) ?? 0));
      }),
    );
    const { user, system } = process.cpuUsage();
    return {
      client: user + system,
      server: serverPid === undefined ? 0 : await usedBy(serverPid),
      database: [...this.#databaseTimes.values()].reduce((sum, time) => sum + time, 0),
    };
  }

  close(): Promise<void> {
    return this.#client.end();
  }
}
