import type { Socket } from "node:net";
import pg from "pg";

/** Parts of the driver that take a request to cancel, which its own `cancel` sends without TLS only. */
interface CancelConnection {
  readonly stream: Socket;
  connect(portOrPath: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processID: number, secretKey: number): void;
  once(event: "connect" | "sslconnect" | "end" | "error", listener: () => void): void;
  on(event: "error", listener: () => void): void;
}

interface Connected {
  readonly processID: number;
  readonly secretKey: number;
  readonly ssl: unknown;
  readonly sslNegotiation: string;
  readonly host: string;
  readonly port: number;
}

const Connection = pg.Connection as unknown as new (config: object) => CancelConnection;

/** A request to cancel that has not been taken by then is given up. */
const withinMs = 3_000;

/**
 * Asks the database to end whatever a connection carries out, by a connection of its own, as poolers and TLS want it.
 * It may arrive when that has ended already: never let anybody else use the connection afterwards.
 *
 * @returns when the database has taken the request, or none.
 */
export function cancelStatements(client: pg.PoolClient): Promise<void> {
  const { processID, secretKey, ssl, sslNegotiation, host, port } = client as unknown as Connected;
  return new Promise((resolve) => {
    const connection = new Connection({ ssl, sslNegotiation });
    const timer = setTimeout(() => connection.stream.destroy(), withinMs);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    const cancel = (): void => connection.cancel(processID, secretKey);
    connection.on("error", done);
    connection.once("end", done);
    connection.once("connect", () => {
      if (!ssl) cancel();
      else if (sslNegotiation !== "direct") connection.requestSsl();
    });
    connection.once("sslconnect", cancel);
    if (host.startsWith("/")) connection.connect(`${host}/.s.PGSQL.${port}`);
    else connection.connect(port, host);
  });
}
