import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { FastifyInstance } from "fastify";

/** A text that is the same for everybody for as long as the process runs. */
export interface FixedDocument {
  readonly paths: readonly string[];
  readonly type: string;
  /** Composes the text, once somebody asks for it. */
  write(): string;
}

interface Written {
  readonly text: string;
  readonly zipped: Buffer;
}

const zip = promisify(gzip);

/** Adds routes of documents, which need no token: each is composed and compressed once, however often it is asked for. */
export function documentRoutes(http: FastifyInstance, documents: readonly FixedDocument[]): void {
  for (const { paths, type, write } of documents) {
    let written: Promise<Written> | undefined;
    for (const path of paths)
      http.get(path, async ({ headers }, reply) => {
        written ??= forms(write());
        const { text, zipped } = await written;
        reply.type(type).header("vary", "Origin, accept-encoding");
        return takesGzip(headers["accept-encoding"])
          ? reply.header("content-encoding", "gzip").send(zipped)
          : reply.send(text);
      });
  }
}

const forms = async (text: string): Promise<Written> => ({ text, zipped: await zip(text) });

/** Tells whether a client names gzip, and not with the weight 0. All else is compressed as other replies are. */
const takesGzip = (accepted: string | string[] | undefined): boolean =>
  String(accepted ?? "")
    .split(",")
    .some((one) => /^\s*gzip\s*(?:;(?!\s*q=0(?:\.0*)?\s*$).*)?$/i.test(one));
