import type { MessageType } from "@orderwell/contract";

/** Texts of one kind of mail, in the language of templates (docs/behaviour/integrations.md §4.1). */
export interface Template {
  readonly Subject: string;
  readonly Html: string;
  readonly Text: string;
}

/** A subject, and paragraphs that follow the greeting; both in the language of templates. */
interface Outline {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** Lines and amounts of the order follow. */
  readonly order?: true;
}

const order = (subject: string, sentence: string): Outline => ({ subject, paragraphs: [sentence], order: true });
const orderReturn = (subject: string, sentence: string): Outline => ({ subject, paragraphs: [sentence] });

const outlines: Readonly<Record<MessageType, Outline>> = {
  NewUserInvitation: {
    subject: "Your account",
    paragraphs: [
      "There is an account for you. Your username is {{ username }}.",
      "Set your password with the code {{ passwordverificationcode }} at {{ passwordrenewalurl }}",
    ],
  },
  ForgottenPassword: {
    subject: "Your password",
    paragraphs: [
      "A new password was asked for the username {{ username }}. If that was not you, there is nothing to do.",
      "Set it with the code {{ passwordverificationcode }} at {{ passwordrenewalurl }}",
    ],
  },
  ForgottenUsername: { subject: "Your username", paragraphs: ["Your username is {{ username }}."] },
  OneTimePassword: {
    subject: "Your one-time password",
    paragraphs: ["Sign in as {{ username }} with {{ onetimepassword }}, within ten minutes."],
  },
  OrderSubmitted: order("Order {{ orderid }}", "Thank you for your order {{ orderid }}."),
  OrderSubmittedForApproval: order(
    "Order {{ orderid }} waits for approval",
    "Your order {{ orderid }} waits for approval.",
  ),
  OrderSubmittedForYourApproval: order(
    "Order {{ orderid }} waits for your approval",
    "{{ firstname }} {{ lastname }} asks for your approval of order {{ orderid }}.",
  ),
  OrderApproved: order("Order {{ orderid }} is approved", "Your order {{ orderid }} is approved."),
  OrderDeclined: order("Order {{ orderid }} is declined", "Your order {{ orderid }} was declined."),
  OrderSubmittedForYourApprovalHasBeenApproved: order(
    "Order {{ orderid }} has been approved",
    "Order {{ orderid }}, which waited for your approval, has been approved.",
  ),
  OrderSubmittedForYourApprovalHasBeenDeclined: order(
    "Order {{ orderid }} has been declined",
    "Order {{ orderid }}, which waited for your approval, has been declined.",
  ),
  ShipmentCreated: {
    subject: "Order {{ orderid }} is on its way",
    paragraphs: [
      "Of your order {{ orderid }} this was sent: {% for item in shipmentitems %}{{ item.quantityshipped }} × {{ item.productname }}{% unless forloop.last %}, {% endunless %}{% endfor %}.",
      "{% if shipmenttrackingnumber != blank %}The tracking number is {{ shipmenttrackingnumber }}{% if shipper != blank %} ({{ shipper }}){% endif %}.{% endif %}",
    ],
  },
  OrderReturnSubmitted: orderReturn(
    "Return {{ orderreturnid }}",
    "We have your return {{ orderreturnid }} of order {{ orderid }}.",
  ),
  OrderReturnSubmittedForApproval: orderReturn(
    "Return {{ orderreturnid }} waits for approval",
    "Your return {{ orderreturnid }} of order {{ orderid }} waits for approval.",
  ),
  OrderReturnSubmittedForYourApproval: orderReturn(
    "Return {{ orderreturnid }} waits for your approval",
    "Return {{ orderreturnid }} of order {{ orderid }} waits for your approval.",
  ),
  OrderReturnSubmittedForYourApprovalHasBeenApproved: orderReturn(
    "Return {{ orderreturnid }} has been approved",
    "Return {{ orderreturnid }}, which waited for your approval, has been approved.",
  ),
  OrderReturnSubmittedForYourApprovalHasBeenDeclined: orderReturn(
    "Return {{ orderreturnid }} has been declined",
    "Return {{ orderreturnid }}, which waited for your approval, has been declined.",
  ),
  OrderReturnApproved: orderReturn(
    "Return {{ orderreturnid }} is approved",
    "Your return {{ orderreturnid }} is approved.",
  ),
  OrderReturnDeclined: orderReturn(
    "Return {{ orderreturnid }} is declined",
    "Your return {{ orderreturnid }} was declined.",
  ),
  OrderReturnCompleted: orderReturn(
    "Return {{ orderreturnid }} is completed",
    "Your return {{ orderreturnid }} is completed. Refund: {{ refundamount }}.",
  ),
  SubscriptionReminder: {
    subject: "Your next order",
    paragraphs: [
      "Your next order is made on {{ subscriptionnextorderdate }}: {% for product in products %}{{ product.quantity }} × {{ product.productname }}{% unless forloop.last %}, {% endunless %}{% endfor %}.",
    ],
  },
  ProductCollectionInvitationAccepted: {
    subject: "{{ productcollectionname }}: invitation accepted",
    paragraphs: ["{{ userid }} accepted your invitation to {{ productcollectionname }}."],
  },
  ProductCollectionInvitationDeclined: {
    subject: "{{ productcollectionname }}: invitation declined",
    paragraphs: ["{{ userid }} declined your invitation to {{ productcollectionname }}."],
  },
};

const greeting = "{% if recipient.firstname != blank %}Hello {{ recipient.firstname }},{% else %}Hello,{% endif %}";

const orderText = `{% for product in products %}{{ product.quantity }} × {{ product.productname }}  {{ product.cost }}
{% endfor %}
Subtotal {{ subtotal }}
Shipping {{ shipping }}
Tax {{ tax }}
Total {{ total }} {{ currency }}`;

const orderHtml = `<table cellpadding="4">
{% for product in products %}<tr><td>{{ product.quantity }}</td><td>{{ product.productname }}</td><td align="right">{{ product.cost }}</td></tr>
{% endfor %}<tr><td></td><td>Subtotal</td><td align="right">{{ subtotal }}</td></tr>
<tr><td></td><td>Shipping</td><td align="right">{{ shipping }}</td></tr>
<tr><td></td><td>Tax</td><td align="right">{{ tax }}</td></tr>
<tr><td></td><td><b>Total</b></td><td align="right"><b>{{ total }} {{ currency }}</b></td></tr>
</table>`;

/** The template of a type that a sender has none of its own for. */
export function usualTemplate(type: MessageType): Template {
  const { subject, paragraphs, order: withOrder } = outlines[type];
  const all = [greeting, ...paragraphs];
  return {
    Subject: subject,
    Html: [...all.map((text) => `<p>${text}</p>`), ...(withOrder ? [orderHtml] : [])].join("\n"),
    Text: [...all, ...(withOrder ? [orderText] : [])].join("\n\n"),
  };
}
