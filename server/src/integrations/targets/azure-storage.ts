import type { AzureBlobConfig, AzureTableConfig } from "@orderwell/contract";
import type { Outbound } from "../../platform/outbound/outbound.ts";
import { azureHttp, noRetries } from "./azure-http.ts";
import { library } from "./clients.ts";
import { type Parcel, payloadText, type Target } from "./target.ts";

/** Container and table where none is named. */
const usualName = "orderwell";

/** The name of a message's blob: by kind and day, the same in every attempt. */
export const blobName = ({ type, at, id }: Pick<Parcel, "type" | "at" | "id">): string =>
  `${type}/${at.toISOString().slice(0, 10).replaceAll("-", "/")}/${id}.json`;

const isMissing = (error: unknown): boolean => (error as { statusCode?: number }).statusCode === 404;
const isThere = (error: unknown): boolean => (error as { statusCode?: number }).statusCode === 409;

/** Tries; what fails since its container or table is not there is tried again once that was made. */
async function inPlace(act: () => Promise<unknown>, make: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!isMissing(error)) throw error;
    await make().catch((failure: unknown) => {
      if (!isThere(failure)) throw failure;
    });
    await act();
  }
}

/** Writes a blob for each message into Azure Blob Storage, with the body that an HTTP target gets. */
export const azureBlobTarget = (outbound: Outbound): Target<AzureBlobConfig> => ({
  async send({ ConnectionString, OverrideContainerName }, parcel) {
    const [blobs, pipeline] = await library("@azure/storage-blob", () =>
      Promise.all([import("@azure/storage-blob"), import("@azure/core-rest-pipeline")]),
    );
    const service = blobs.BlobServiceClient.fromConnectionString(ConnectionString ?? "", {
      httpClient: azureHttp(outbound, parcel.marketplaceId, pipeline.createHttpHeaders) as never,
      retryOptions: noRetries,
    });
    const container = service.getContainerClient(OverrideContainerName || usualName);
    const body = JSON.stringify({ Headers: { type: parcel.type }, Payload: parcel.payload });
    await inPlace(
      () =>
        container.getBlockBlobClient(blobName(parcel)).upload(body, Buffer.byteLength(body), {
          blobHTTPHeaders: { blobContentType: "application/json" },
        }),
      () => container.create(),
    );
  },
});

/** Characters that a property of a row may have. */
const mostCharacters = 32_000;

/** The properties that hold a text: as many as it takes. */
export const textProperties = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Array.from({ length: Math.max(1, Math.ceil(text.length / mostCharacters)) }, (_, index) => [
      index === 0 ? "Payload" : `Payload${index + 1}`,
      text.slice(index * mostCharacters, (index + 1) * mostCharacters),
    ]),
  );

/** Writes a row for each message into Azure Table Storage: by kind and ID, with the payload as text. */
export const azureTableTarget = (outbound: Outbound): Target<AzureTableConfig> => ({
  async send({ ConnectionString, OverrideTableName }, parcel) {
    const [tables, pipeline] = await library("@azure/data-tables", () =>
      Promise.all([import("@azure/data-tables"), import("@azure/core-rest-pipeline")]),
    );
    const table = tables.TableClient.fromConnectionString(ConnectionString ?? "", OverrideTableName || usualName, {
      httpClient: azureHttp(outbound, parcel.marketplaceId, pipeline.createHttpHeaders),
      retryOptions: noRetries,
      allowInsecureConnection: true,
    });
    const row = {
      partitionKey: parcel.type,
      rowKey: parcel.id,
      Subject: parcel.key,
      Announced: parcel.at,
      ...textProperties(payloadText(parcel)),
    };
    await inPlace(
      () => table.upsertEntity(row, "Replace"),
      () => table.createTable(),
    );
  },
});
