import { crud, post, remove, resource } from "../declare.ts";
import { integer } from "../field.ts";

export const priceSchedules = resource("PriceSchedules", {
  section: "Product catalogs",
  description: "Prices by quantity, with sale and subscription prices and limits.",
  roles: { read: ["PriceScheduleAdmin", "PriceScheduleReader"], write: ["PriceScheduleAdmin"] },
  operations: [
    crud("/priceschedules/{priceScheduleID}", "PriceSchedule", { noun: ["a price schedule", "price schedules"] }),
    post("SavePriceBreak", "/priceschedules/{priceScheduleID}/PriceBreaks", {
      summary: "Add a price break to a price schedule, or replace the one for the same quantity.",
      body: "PriceBreak",
      reply: "PriceSchedule",
    }),
    remove("DeletePriceBreak", "/priceschedules/{priceScheduleID}/PriceBreaks", {
      summary: "Delete a price break of a price schedule.",
      query: { quantity: integer("Quantity of the price break to delete.", { expected: true }) },
    }),
  ],
  raises: {
    "Save Patch Delete SavePriceBreak DeletePriceBreak": ["PriceSchedule.CannotModify"],
    "Create Save Patch": [
      "PriceSchedule.DuplicatePriceBreaks",
      "PriceSchedule.InvalidSaleStartOrSaleEnd",
      "PriceSchedule.MinGreaterThanMax",
      "PriceSchedule.MinQtyMustBePositive",
    ],
    "Save Patch": ["PriceSchedule.CannotClearPriceBreaks", "PriceSchedule.CannotModifyCurrency"],
    "SavePriceBreak DeletePriceBreak": ["PriceSchedule.MinQtyMustBePositive"],
    DeletePriceBreak: ["PriceSchedule.CannotDeleteLastPriceBreak", "PriceSchedule.QtyNotFound"],
  },
});
