import { embedded, listOf, oneOf, text } from "../field.ts";
import { model } from "../model.ts";

export const productSuggestion = model(
  "ProductSuggestion",
  {
    Kind: oneOf("ProductSuggestionKind", "What the suggestion leads to.", { required: true }),
    Text: text("Text to search for, or the product's name.", { required: true }),
    ProductID: text("Product that it leads to. Null: it is to be searched for."),
  },
  "What a shopper who is typing may be looking for.",
);

export const productSuggestions = model(
  "ProductSuggestions",
  {
    Items: listOf(embedded("ProductSuggestion"), "Words, then products, the likeliest first.", { required: true }),
  },
  "How what is being typed may go on.",
);
