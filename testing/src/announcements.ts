import { randomBytes } from "node:crypto";
import { sql } from "@orderwell/server/testing";
import { testServer } from "./server.ts";
import { until } from "./until.ts";

/**
 * Waits until the server of this process has heard all that was announced by now. It drops what it holds of whatever it hears
 * of, its own writes included, and reads it again with the next request: on a busy machine long after the reply.
 */
export async function announcementsHeard(): Promise<void> {
  const { access, tenants } = (await testServer()).app.services;
  // Announcements are heard in the order of their commits.
  const mark = `mark-${randomBytes(8).toString("hex")}`;
  let heard = false;
  const hear = access.forget;
  access.forget = (announced) => {
    if (announced === mark) heard = true;
    else hear.call(access, announced);
  };
  try {
    await until(async () => {
      await tenants.transaction(mark, "write", (db) => db.run(sql`select pg_notify(${access.channel}, ${mark})`));
      return heard;
    }, "the server does not hear what is announced");
  } finally {
    access.forget = hear;
  }
}
