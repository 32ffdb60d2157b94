import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import type { FastifyInstance } from "fastify";

/** A folder whose files are served under a path. */
export interface StaticFolder {
  readonly path: string;
  readonly folder: string;
}

const types: Readonly<Record<string, string>> = {
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".css": "text/css; charset=utf-8",
};

/** Adds a route for each file of a folder as it is now. Names come from the folder, never from a request. */
export async function staticRoutes(app: FastifyInstance, { path, folder }: StaticFolder): Promise<void> {
  for (const name of await readdir(folder)) {
    const type = types[extname(name)];
    if (type === undefined) continue;
    app.get(`${path}/${name}`, async (_request, reply) =>
      reply
        .type(type)
        .header("cache-control", "public, max-age=3600")
        .send(await readFile(join(folder, name))),
    );
  }
}
