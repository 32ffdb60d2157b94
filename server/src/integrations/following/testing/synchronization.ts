import { startDeliveries, testServer } from "@orderwell/testing";
import { readObjects } from "../../../app.ts";
import { fullSynchronization } from "../../full-sync/steps.ts";
import { Targets } from "../../targets/targets.ts";
import { productsAffected } from "../affected.ts";
import { noticeDeliveries } from "../deliveries.ts";
import { reportGivenUp } from "../failures.ts";

/** Delivers what the server under test announces to those who follow changes, until the file is over. */
export async function startSynchronization(): Promise<void> {
  const { works, services } = (await testServer()).app;
  const notices = noticeDeliveries(works, services, new Targets(services), readObjects);
  await startDeliveries({ ...notices, firstDelayMs: 100 }, { givingUp: reportGivenUp(works) });
  await startDeliveries(productsAffected(works));
  await startDeliveries(fullSynchronization(works));
}
