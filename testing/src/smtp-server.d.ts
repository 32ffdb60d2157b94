/** The part of smtp-server that is used; it brings no types. */
declare module "smtp-server" {
  import type { Server } from "node:net";

  export class SMTPServer {
    constructor(options: object);
    listen(port: number, host: string): Server & { address(): { port: number } };
    close(done: () => void): void;
  }
}
