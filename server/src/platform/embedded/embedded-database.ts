/** A PostgreSQL of our own, running beside this process. */
export interface EmbeddedDatabase {
  /** Connection string for `pg`: the owner of the database `orderwell`, over a private socket (Windows: loopback with a password). */
  readonly url: string;
  /** PostgreSQL's version, such as `18.4`. */
  readonly version: string;
  /** True where PostgreSQL had to recover from a crash, at this start or since. */
  readonly recovered: boolean;
  /** Ends PostgreSQL after everything is written. May be called again. */
  stop(): Promise<void>;
}
