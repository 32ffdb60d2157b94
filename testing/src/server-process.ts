// A server as tests have it, in a process of its own: says where it listens, and ends on SIGTERM.
import { readSettings, startServer } from "@orderwell/server";
import { pino } from "pino";

const settings = readSettings(process.env);
// Deliveries and housekeeping would meet what other tests of the same database are about.
const server = await startServer(settings, pino({ level: settings.logLevel }), { background: false });
const { port } = server.app.http.server.address() as { port: number };
process.send?.({ url: `http://127.0.0.1:${port}` });
process.once("SIGTERM", () => void server.stop().then(() => process.exit(0)));
