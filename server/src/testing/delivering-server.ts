// A server that delivers, in a process of its own, for tests that kill it: it tries again sooner than an operator's would.
import { pino } from "pino";
import { readSettings } from "../platform/settings.ts";
import { startServer } from "../server.ts";

const settings = readSettings(process.env);
const deliveries = { leaseMs: 2_000, pollMs: 100, delays: { firstMs: 200, longestMs: 500 } };
const server = await startServer(settings, pino({ level: settings.logLevel }), { deliveries });
process.send?.({ url: server.baseUrl });
process.once("SIGTERM", () => void server.stop().then(() => process.exit(0)));
