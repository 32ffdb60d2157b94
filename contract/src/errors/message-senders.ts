import { error } from "../error.ts";

/** Message senders. */
export const messageSenderErrors = {
  "MessageSenders.UrlRequired": error(400, "Set URL or a delivery configuration.", "Send one of the two."),
  "MessageSenders.SharedKeyRequired": error(400, "Set SharedKey or a delivery configuration.", "Send one of the two."),
};
