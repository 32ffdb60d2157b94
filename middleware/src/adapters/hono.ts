import type { Handler, Options } from "../handler.ts";
import { respond } from "./web.ts";

/** Handler for Hono: `app.all("/checkout/*", forHono(checkout({ … })))`. */
export const forHono =
  (handler: Handler, options: Options = {}) =>
  (context: { readonly req: { readonly raw: Request } }): Promise<Response> =>
    respond(handler, context.req.raw, options);
