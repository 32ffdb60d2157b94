import type { EnumName, enums } from "./enums.ts";

type Meanings = { readonly [Name in EnumName]: Meaning<(typeof enums)[Name][number]> };

interface Meaning<Value extends string> {
  readonly description: string;
  /** Of values whose name does not say it. */
  readonly values: Readonly<Partial<Record<Value, string>>>;
}

/** Subjects of the enumerations, and meanings of their values. */
export const meanings: Meanings = {
  MarketplaceEnvironment: {
    description: "What a marketplace is for.",
    values: {
      Production: "Real business; nobody reads its messages but their recipients.",
      Staging: "Trials before production.",
      Sandbox: "Development.",
      Qa: "Tests.",
    },
  },
  RegionId: {
    description: "Where a marketplace is said to lie.",
    values: {
      usw: "United States, west.",
      est: "United States, east.",
      aus: "Australia.",
      eur: "Europe.",
      jpn: "Japan.",
    },
  },
  ChangeKind: {
    description: "What became of an object.",
    values: {
      Created: "It is new, or has this ID now.",
      Updated: "It may have changed; its parts count.",
      Deleted: "It is gone, or has another ID now.",
    },
  },
  DeliveryStatus: {
    description: "How a delivery stands.",
    values: {
      Waiting: "It has not ended: an attempt is under way, or still to be made.",
      Delivered: "It was taken.",
      Failed: "It was given up after its last attempt, or after a day without any.",
    },
  },
  FullSyncState: {
    description: "How a full synchronization stands.",
    values: {
      Running: "Objects are handed over to be delivered, a part after the other.",
      Completed: "Every object was handed over: it was delivered, or waits for that.",
      Canceled: "It was ended before, or its synchronization was deleted.",
      Failed: "It was given up: objects could not be handed over for about a day.",
    },
  },
  SynchronizedKind: {
    description: "What can be delivered in full.",
    values: {
      AdminUsers: "Users of the marketplace owner.",
      Buyers: "Buyers, without what is theirs.",
      BuyerUserGroups: "User groups of buyers.",
      BuyerUsers: "Users of buyers.",
      Catalogs: "Catalogs, without what is in them.",
      Categories: "Categories of all catalogs.",
      InventoryRecords: "Inventory records, those of a product in one message.",
      Orders: "Orders that were submitted.",
      Products: "Products with their prices, places and specs.",
      Suppliers: "Suppliers, without what is theirs.",
      SupplierUsers: "Users of suppliers.",
    },
  },
  AccessLevel: {
    description: "Who besides its owner sees a product collection.",
    values: {
      Private: "Its owner, and users who accepted an invitation.",
      Public: "Every user of the owner's buyer; their lists show it.",
      Shareable: "Every user of the owner's buyer who knows its ID; lists do not show it.",
    },
  },
  ApiRole: {
    description: "Permissions that tokens carry and operations ask for; see the roles.",
    values: {},
  },
  ApprovalStatus: {
    description: "Where one approval of an order or order return stands.",
    values: {
      Pending: "Waits for a member of the approving group.",
      Approved: "Given by a member of the group, or by itself where the submitter is one.",
      Declined: "Refused by a member of the group.",
    },
  },
  ApprovalType: {
    description: "What the approval rule of a seller or supplier looks at.",
    values: {
      Order: "Accepted for compatibility: orders wait for rules of their buyer only.",
      OrderReturn: "Order returns, when they are submitted.",
    },
  },
  CommerceRole: {
    description: "Side of the marketplace that a user belongs to.",
    values: {
      Buyer: "User of a company that buys.",
      Seller: "User of the marketplace owner.",
      Supplier: "User of a company that sells beside the marketplace owner.",
    },
  },
  Environment: {
    description: "Kind of marketplace that a message or call comes from.",
    values: {
      Sandbox: "For trying out.",
      Staging: "For tests before a release.",
      Production: "For real business.",
    },
  },
  ExplanationRule: {
    description: "Rules of what shoppers see, and places where a price is looked for.",
    values: {
      ProductActive: "The product is active.",
      ParentActive: "Its parent is active.",
      ProductInCatalog: "It, or its parent, is in a catalog.",
      CatalogActive: "The catalog is active.",
      CatalogAssignment: "The catalog is assigned to the buyer or its buyer group.",
      ProductAssignment: "The product, or its parent, is assigned to the buyer or a group of the user.",
      CategoryActive: "A category that it is in is active, with all above it.",
      CategoryViewAllProducts: "A category that it is in shows its products.",
      CatalogViewAllProducts: "It is in no category of the catalog, which shows all its products.",
      BundleComponent: "Something that the bundle consists of is seen.",
      GroupPrice: "An assignment to a group of the user names a price schedule.",
      BuyerPrice: "An assignment to the buyer names one.",
      SupplierPrice: "The supplier has one for the product.",
      ProductPrice: "The product has one by default.",
      OtherSellerPrice: "An assignment of a seller other than the product's owner names one.",
      Discount: "A discount applies.",
    },
  },
  ProductSuggestionKind: {
    description: "What a suggestion leads to.",
    values: {
      Word: "To search for: what is typed, with its last word completed.",
      Product: "To a product.",
    },
  },
  IntegrationEventType: {
    description: "Step at which an integration event asks a service of yours.",
    values: {
      OrderCheckout: "Shipping estimates, calculation, submission and approval of orders.",
      OpenIDConnect: "Sign-in of a user through an identity provider.",
      OrderReturn: "Refund amounts of order returns.",
      AddToCart: "Lines of products that the marketplace does not have.",
    },
  },
  MessageType: {
    description: "Occasion on which a message goes out to a user.",
    values: {
      OrderDeclined: "To the submitter: an approver refused the order.",
      OrderSubmitted: "To the submitter: the order went through without approval.",
      ShipmentCreated: "To the orderer: a shipment with their items got its shipping date.",
      ForgottenPassword: "To whoever asked for a password reset: the verification code.",
      ForgottenUsername: "To the owner of an email address: the username, one message for each.",
      OrderSubmittedForYourApproval: "To each user who may approve: the order waits for them.",
      OrderSubmittedForApproval: "To the submitter: the order waits for approval.",
      OrderApproved: "To the submitter: the last approval was given.",
      OrderSubmittedForYourApprovalHasBeenApproved: "To approvers: an approval of their group was given.",
      OrderSubmittedForYourApprovalHasBeenDeclined: "To approvers: the order was refused.",
      NewUserInvitation: "To a new user: how to set the password.",
      OrderReturnDeclined: "To the submitter: an approver refused the return.",
      OrderReturnSubmitted: "To the submitter: the return went through without approval.",
      OrderReturnSubmittedForYourApproval: "To each user who may approve: the return waits for them.",
      OrderReturnSubmittedForApproval: "To the submitter: the return waits for approval.",
      OrderReturnApproved: "To the submitter: the last approval was given.",
      OrderReturnSubmittedForYourApprovalHasBeenApproved: "To approvers: an approval of their group was given.",
      OrderReturnSubmittedForYourApprovalHasBeenDeclined: "To approvers: the return was refused.",
      OrderReturnCompleted: "To the submitter: the refund is done.",
      SubscriptionReminder: "To the subscriber: the next order is near.",
      ProductCollectionInvitationAccepted: "To the owner of a product collection: a user joined it.",
      ProductCollectionInvitationDeclined: "To the owner of a product collection: a user declined to join.",
      OneTimePassword: "To whoever asked: a password for one sign-in.",
    },
  },
  OrderDirection: {
    description: "Which orders a path speaks of, seen from the caller's company.",
    values: {
      Incoming: "Orders to it.",
      Outgoing: "Orders from it.",
      All: "Both; for the marketplace owner every order there is.",
    },
  },
  OrderStatus: {
    description: "Where an order or order return stands.",
    values: {
      Unsubmitted: "Being put together; only its own side sees it.",
      AwaitingApproval: "Submitted, with an approval still pending; the seller does not have it yet.",
      Declined: "Refused by an approver.",
      Open: "With the seller, to be fulfilled or refunded.",
      Completed: "Shipped whole or declared complete; a return: refunded.",
      Canceled: "Called off; nothing more happens to it.",
    },
  },
  PartyType: {
    description: "Level at which something is assigned.",
    values: {
      User: "To a single user.",
      Group: "To a user group.",
      Company: "To a whole company.",
      BuyerGroup: "To a group of buyers.",
    },
  },
  PaymentType: {
    description: "Means by which an order is paid.",
    values: {
      PurchaseOrder: "On account. Counts as accepted at once.",
      CreditCard: "By card, which a service of yours charges. Needs to be accepted before the order is submitted.",
      SpendingAccount: "From the balance of a spending account, debited when the order opens.",
    },
  },
  PriceMarkupType: {
    description: "How a spec option changes the price of a line.",
    values: {
      NoMarkup: "Not at all; like null.",
      AmountPerQuantity: "By an amount for each unit.",
      AmountTotal: "By an amount once for the line, whatever its quantity.",
      Percentage: "By a percentage of the price before any markup.",
    },
  },
  SearchType: {
    description: "How the words of `search` must occur in what is found.",
    values: {
      AnyTerm: "Any word in any field; better matches come first.",
      AllTermsAnyField: "Every word, each in any field.",
      AllTermsSameField: "Every word in one field.",
      ExactPhrase: "The words in this order, next to each other.",
      ExactPhrasePrefix: "The same, but the last word may go on: for search as you type.",
    },
  },
  SubscriptionInterval: {
    description: "Unit in which the time between two orders of a subscription is counted.",
    values: { Months: "Calendar months; a day that the month lacks becomes its last." },
  },
  TrackingEventType: {
    description: "Doing of a user that is delivered for analysis.",
    values: {
      UserLoggedIn: "Got a token.",
      LineItemAdded: "Put a line into an order.",
      LineItemUpdated: "Changed a line of an order.",
      OrderSubmitted: "Submitted an order.",
    },
  },
  UserOrderMoveOption: {
    description: "Which of their orders a user takes along to another buyer.",
    values: {
      None: "None: they stay with the old buyer.",
      Unsubmitted: "Those not submitted yet.",
      All: "Every one.",
    },
  },
  XpThingType: {
    description: "Kind of thing whose extended properties an index is for.",
    values: { Company: "Buyers and suppliers." },
  },
  TokenUserType: {
    description: "Side of the marketplace that a token's user belongs to, as tokens spell it.",
    values: { admin: "The marketplace owner." },
  },
  GrantType: {
    description: "Way of getting a token.",
    values: {
      password: "With the username and password of a user.",
      client_credentials: "As the client's default user; as an anonymous shopper where the client is for these.",
      refresh_token: "With a refresh token, instead of a password.",
    },
  },
};
