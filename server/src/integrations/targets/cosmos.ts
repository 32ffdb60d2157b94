import type { CosmosDbConfig } from "@orderwell/contract";
import type { Outbound } from "../../platform/outbound/outbound.ts";
import { azureHttp } from "./azure-http.ts";
import { library } from "./clients.ts";
import type { Target } from "./target.ts";

/** Database where none is named, and the container in it. */
const usualDatabase = "orderwell";
const container = "messages";

/** Writes a document for each message into Azure Cosmos DB, into the container `messages`, which is divided by `/type`. */
export const cosmosDbTarget = (outbound: Outbound): Target<CosmosDbConfig> => ({
  async send({ ConnectionString, OverrideDatabaseName }, parcel) {
    const [cosmos, pipeline] = await library("@azure/cosmos", () =>
      Promise.all([import("@azure/cosmos"), import("@azure/core-rest-pipeline")]),
    );
    const client = new cosmos.CosmosClient({
      connectionString: ConnectionString ?? "",
      httpClient: azureHttp(outbound, parcel.marketplaceId, pipeline.createHttpHeaders),
      connectionPolicy: {
        enableEndpointDiscovery: false,
        retryOptions: { maxRetryAttemptCount: 0, fixedRetryIntervalInMilliseconds: 0, maxWaitTimeInSeconds: 1 },
      },
    });
    try {
      const documents = client.database(OverrideDatabaseName || usualDatabase).container(container);
      await documents.items.upsert({
        id: parcel.id,
        type: parcel.type,
        subject: parcel.key,
        announced: parcel.at.toISOString(),
        payload: parcel.payload,
      });
    } finally {
      client.dispose();
    }
  },
});
