import type { JudgedQuery } from "./judged.ts";

/**
 * A wholesaler's catalog of some thousand products, made by rule: brands, materials and sizes of tools, hardware and supplies,
 * with part numbers as IDs; some are named in German, French or Japanese. What a search is worth is judged by the facts that
 * a product was made from, not by its text.
 */
export interface WorkshopProduct {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly kind: Kind;
  readonly language: Language;
  readonly brand: string;
  readonly material: string;
  readonly size: string;
  /** Another kind that the description speaks of. */
  readonly companion: Kind;
}

const languages = ["en", "de", "fr", "ja"] as const;
type Language = (typeof languages)[number];

interface Kind {
  readonly code: string;
  readonly one: string;
  readonly many: string;
  readonly named: Readonly<Record<Exclude<Language, "en">, string>>;
  readonly sizes: readonly string[];
}

/** Code, name, plural, German, French, Japanese, sizes. */
const kinds: readonly Kind[] = `
DRL|cordless drill|cordless drills|Akkubohrschrauber|perceuse sans fil|充電ドリル|12 V,18 V,36 V
HAM|claw hammer|claw hammers|Klauenhammer|marteau arrache-clou|釘抜きハンマー|300 g,450 g,600 g
SAW|hand saw|hand saws|Handsäge|scie égoïne|手ノコギリ|350 mm,450 mm,550 mm
SCR|wood screw|wood screws|Holzschraube|vis à bois|木ネジ|4x40,5x60,6x80
BLT|hex bolt|hex bolts|Sechskantschraube|boulon hexagonal|六角ボルト|M6,M8,M10
WRN|torque wrench|torque wrenches|Drehmomentschlüssel|clé dynamométrique|トルクレンチ|40 Nm,100 Nm,200 Nm
PLR|needle nose pliers|needle nose pliers|Spitzzange|pince à bec|ラジオペンチ|140 mm,160 mm,200 mm
SDR|screwdriver set|screwdriver sets|Schraubendrehersatz|jeu de tournevis|ドライバーセット|6 pieces,8 pieces,12 pieces
LAD|step ladder|step ladders|Stehleiter|escabeau|脚立|4 steps,6 steps,8 steps
GLV|work gloves|work gloves|Arbeitshandschuhe|gants de travail|作業手袋|S,M,L
HLM|safety helmet|safety helmets|Schutzhelm|casque de chantier|安全ヘルメット|white,yellow,orange
GOG|safety goggles|safety goggles|Schutzbrille|lunettes de protection|保護メガネ|clear,smoke,amber
BOT|work boots|work boots|Arbeitsstiefel|bottes de sécurité|作業靴|size 40,size 42,size 44
TAP|measuring tape|measuring tapes|Maßband|mètre ruban|巻尺|3 m,5 m,8 m
LVL|spirit level|spirit levels|Wasserwaage|niveau à bulle|水準器|40 cm,60 cm,100 cm
PNT|wall paint|wall paints|Wandfarbe|peinture murale|壁用塗料|2.5 l,5 l,10 l
BRS|paint brush|paint brushes|Malerpinsel|pinceau plat|刷毛|25 mm,50 mm,75 mm
LMP|desk lamp|desk lamps|Schreibtischlampe|lampe de bureau|卓上ランプ|5 W,8 W,12 W
CBL|extension cable|extension cables|Verlängerungskabel|rallonge électrique|延長コード|5 m,10 m,25 m
BAT|rechargeable battery|rechargeable batteries|Akkublock|batterie rechargeable|充電池|2 Ah,4 Ah,6 Ah
CHR|office chair|office chairs|Bürostuhl|chaise de bureau|事務椅子|low back,high back,with armrests
SHF|storage shelf|storage shelves|Lagerregal|étagère de rangement|収納棚|3 tiers,4 tiers,5 tiers
BOX|toolbox|toolboxes|Werkzeugkasten|boîte à outils|工具箱|small,medium,large
PMP|water pump|water pumps|Wasserpumpe|pompe à eau|水ポンプ|30 l/min,60 l/min,90 l/min
HOS|garden hose|garden hoses|Gartenschlauch|tuyau d'arrosage|散水ホース|15 m,20 m,30 m
VLV|ball valve|ball valves|Kugelhahn|robinet à bille|ボールバルブ|DN15,DN20,DN25
ADH|epoxy adhesive|epoxy adhesives|Epoxidkleber|colle époxy|エポキシ接着剤|25 ml,50 ml,250 ml
SND|sanding disc|sanding discs|Schleifscheibe|disque abrasif|研磨ディスク|P60,P120,P240`
  .trim()
  .split("\n")
  .map((line) => {
    const [code = "", one = "", many = "", de = "", fr = "", ja = "", sizes = ""] = line.split("|");
    return { code, one, many, named: { de, fr, ja }, sizes: sizes.split(",") };
  });

const brands = "Kaltbach,Ferrand,Hokuto,Ridgeline,Ostermann,Brixley,Lumora,Tannersmith,Vexo,Northgate".split(",");
const materials = "steel,aluminium,oak,nylon,rubber,titanium,bamboo,leather".split(",");
const places = "garage,building site,kitchen,vineyard,shipyard,classroom".split(",");

/** Products of each kind, brand and language. */
const rounds = { en: 6, de: 2, fr: 2, ja: 1 };

function* making(): Generator<WorkshopProduct> {
  let number = 0;
  for (const [at, kind] of kinds.entries())
    for (const [of, brand] of brands.entries())
      for (const language of languages)
        for (let round = 0; round < rounds[language]; round++) {
          number++;
          const material = materials[(at + of * 3 + round) % materials.length]!;
          const size = kind.sizes[(of + round) % kind.sizes.length]!;
          const companion = kinds[(at + 5 + number) % kinds.length]!;
          const place = places[number % places.length]!;
          const id = `${brand.slice(0, 3).toUpperCase()}-${kind.code}-${String(1000 + number)}`;
          const name =
            language === "en"
              ? `${brand} ${material} ${kind.one}, ${size}`
              : `${brand} ${kind.named[language]} ${size}`;
          const other = companion === kind ? "" : ` Sold beside every ${companion.one}.`;
          const description =
            language === "en"
              ? `Built for the ${place}${number % 4 === 0 ? `, where ${materials[number % materials.length]} lasts` : ""}.${number % 3 === 0 ? other : ""}`
              : `${kind.named[language]}, ${brand}.`;
          yield { id, name, description, kind, language, brand, material, size, companion };
        }
}

/** The catalog, the same every time. */
export const workshopProducts: readonly WorkshopProduct[] = [...making()];

type Judge = (product: WorkshopProduct) => number;

function judged(group: string, search: string, judge: Judge, searchType?: string): JudgedQuery {
  const graded = workshopProducts.map((product) => [product.id, judge(product)] as const);
  return {
    group,
    search,
    ...(searchType && { searchType }),
    grades: new Map(graded.filter(([, grade]) => grade > 0)),
  };
}

const isA = (kind: Kind, { kind: of, language }: WorkshopProduct): boolean => kind === of && language === "en";
const each = <Item>(items: readonly Item[], step: number, from = 0): Item[] =>
  items.filter((_, at) => at >= from && (at - from) % step === 0);

/** A word as somebody types it in a hurry: two letters swapped, one left out, one doubled, one mistaken; never the first. */
function mistyped(word: string, how: number): string {
  const at = 1 + ((how * 7 + word.length) % (word.length - 2));
  const [before, here, next] = [word.slice(0, at), word[at]!, word[at + 1]!];
  const after = word.slice(at + 2);
  const kind = here === next ? how % 3 || 1 : how % 4;
  return [
    `${before}${next}${here}${after}`,
    `${before}${next}${after}`,
    `${before}${here}${here}${next}${after}`,
    `${before}${here === "x" ? "z" : "x"}${next}${after}`,
  ][kind]!;
}

/** The last word of the kind's name, or the one before, that is long enough to be mistyped and known again. */
const mistypedName = (kind: Kind, how: number): string => {
  const words = kind.one.split(" ");
  const longest = words.reduce((long, word) => (word.length > long.length ? word : long), "");
  return words.map((word) => (word === longest ? mistyped(word, how) : word)).join(" ");
};

/** What shoppers call something that the catalog calls otherwise; the shop is told of them. */
export const workshopSynonyms: readonly (readonly [id: string, terms: readonly string[], code: string])[] = [
  ["drill", ["drill driver", "cordless drill"], "DRL"],
  ["spanner", ["spanner", "wrench"], "WRN"],
  ["eyewear", ["eyewear", "goggles"], "GOG"],
  ["hardhat", ["hard hat", "helmet"], "HLM"],
  ["fixing", ["machine screw", "bolt"], "BLT"],
  ["footwear", ["footwear", "boots"], "BOT"],
  ["rack", ["racking", "storage shelf"], "SHF"],
  ["seat", ["swivel seat", "office chair"], "CHR"],
  ["glue", ["glue", "adhesive"], "ADH"],
  ["lead", ["power lead", "extension cable"], "CBL"],
  ["emulsion", ["emulsion", "wall paint"], "PNT"],
  ["accumulator", ["accumulator", "rechargeable battery"], "BAT"],
  ["stopcock", ["stopcock", "ball valve"], "VLV"],
  ["sandpaper", ["sandpaper", "sanding disc"], "SND"],
];

const kindOf = (code: string): Kind => kinds.find((kind) => kind.code === code)!;
const byKind =
  (kind: Kind): Judge =>
  (product) =>
    isA(kind, product) ? 3 : product.companion === kind && product.language === "en" ? 1 : 0;

/** Queries over the catalog; judgments follow from what each product is. */
export const workshopQueries: readonly JudgedQuery[] = [
  ...kinds.map((kind) => judged("kinds", kind.one, byKind(kind))),
  ...each(kinds, 2).map((kind) => judged("plurals", kind.many, byKind(kind))),
  ...each(kinds, 2, 1).map((kind, at) => {
    const brand = brands[(at * 3) % brands.length]!;
    return judged("brand and kind", `${brand} ${kind.one}`, (product) =>
      isA(kind, product) ? (product.brand === brand ? 3 : 1) : 0,
    );
  }),
  ...each(kinds, 2).map((kind, at) => {
    const material = materials[(at * 3) % materials.length]!;
    return judged("material and kind", `${material} ${kind.one}`, (product) =>
      isA(kind, product) ? (product.material === material ? 3 : 1) : 0,
    );
  }),
  ...each(kinds, 3, 1).map((kind, at) => {
    const size = kind.sizes[at % kind.sizes.length]!;
    return judged("kind and size", `${kind.one} ${size}`, (product) =>
      isA(kind, product) ? (product.size === size ? 3 : 1) : 0,
    );
  }),
  ...each(workshopProducts, 311, 17).flatMap(({ id, kind, brand }) => [
    judged("part numbers", id.toLowerCase(), (product) => (product.id === id ? 3 : 0)),
    judged(
      "part numbers",
      id.slice(0, 8),
      (product) => (product.kind === kind && product.brand === brand ? 3 : 0),
      "ExactPhrasePrefix",
    ),
  ]),
  ...each(kinds, 2).map((kind) =>
    judged(
      "being typed",
      kind.one.slice(0, kind.one.lastIndexOf(" ") + 4),
      (product) => (isA(kind, product) ? 3 : 0),
      "ExactPhrasePrefix",
    ),
  ),
  ...each(kinds, 3).map((kind, at) => {
    const language = (["de", "fr", "ja"] as const)[at % 3]!;
    const search = kind.named[language];
    return judged(
      "other languages",
      language === "fr" ? search.normalize("NFD").replace(/\p{M}/gu, "") : search,
      (product) => (product.kind === kind && product.language === language ? 3 : 0),
    );
  }),
  ...each(kinds, 4, 2).map((kind, at) => {
    const place = places[at % places.length]!;
    return judged(
      "all words",
      `${kind.one} ${place}`,
      (product) => (isA(kind, product) && product.description.includes(place) ? 3 : 0),
      "AllTermsAnyField",
    );
  }),
  ...kinds.map((kind, at) => judged("mistyped", mistypedName(kind, at), byKind(kind))),
  ...workshopSynonyms.map(([, [said = ""], code]) => judged("other words", said, byKind(kindOf(code)))),
];
