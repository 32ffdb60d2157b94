import { fileURLToPath } from "node:url";
import { buildMiddleware } from "./packages/middleware.ts";

/** Makes what is published: the npm package of the middleware. */
await buildMiddleware(fileURLToPath(new URL("../middleware/dist", import.meta.url)));
