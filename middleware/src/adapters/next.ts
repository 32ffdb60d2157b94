import type { Handler, Options } from "../handler.ts";
import { respond } from "./web.ts";

/**
 * Route handler for Next's app router, in `app/checkout/[step]/route.ts`: `export const POST = forNext(checkout({ … }))`. It
 * needs Node's runtime, which is the default, and serves whatever else takes a `Request` and gives a `Response`.
 */
export const forNext =
  (handler: Handler, options: Options = {}) =>
  (request: Request, _context?: unknown): Promise<Response> =>
    respond(handler, request, options);
