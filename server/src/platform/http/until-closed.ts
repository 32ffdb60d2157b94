import type { ServerResponse } from "node:http";

/** Has something end when a reply is done with or its client is gone, which may be so already: then nothing tells of it again. */
export function untilClosed(reply: ServerResponse, end: () => void): void {
  if (reply.destroyed || reply.socket?.destroyed === true) end();
  else reply.once("close", end);
}
