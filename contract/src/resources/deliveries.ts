import { get, list, post, resource } from "../declare.ts";

export const deliveries = resource("Deliveries", {
  section: "Integrations",
  description: "What services of yours are told in the background, and how that went.",
  roles: ["DeliveryConfigAdmin"],
  userTypes: ["Seller"],
  extension: true,
  operations: [
    list("List", "/deliveries", "Delivery", { summary: "List deliveries of the last days." }),
    get("Get", "/deliveries/{deliveryID}", { summary: "Get a delivery with its attempts.", reply: "Delivery" }),
    post("Replay", "/deliveries/{deliveryID}/replay", {
      summary: "Make a delivery that ended once more.",
      reply: null,
    }),
    post("ReplayMany", "/deliveries/replay", {
      summary: "Make deliveries that ended once more.",
      body: "DeliveryReplay",
      reply: "DeliveriesReplayed",
      status: 200,
    }),
  ],
  raises: { Replay: ["Delivery.Waiting"] },
});
