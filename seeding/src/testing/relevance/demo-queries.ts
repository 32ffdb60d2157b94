import type { JudgedQuery } from "./judged.ts";

/** Group, search (its type after a `#`), and the products worth finding, each with its grade. */
const table = `
kinds|desk|tern-sit-stand-desk 3 harbor-writing-desk 3 sloop-folding-desk 3 pier-corner-desk 3 tern-desk-frame 2 arc-desk-lamp 1 desk-organizer 1 felt-desk-mat 1 leather-desk-pad 1
kinds|desks|tern-sit-stand-desk 3 harbor-writing-desk 3 sloop-folding-desk 3 pier-corner-desk 3 tern-desk-frame 2
kinds|chair|nordhavn-task-chair 3 nordhavn-mesh-chair 3 fjord-lounge-chair 3 skiff-stacking-chair 3 skiff-chair-white 3 skiff-chair-navy 3 skiff-chair-mustard 3
kinds|chairs|nordhavn-task-chair 3 nordhavn-mesh-chair 3 fjord-lounge-chair 3 skiff-stacking-chair 3 skiff-chair-white 3 skiff-chair-navy 3 skiff-chair-mustard 3
kinds|lamp|arc-desk-lamp 3 wick-table-lamp 3 lantern-floor-lamp 3
kinds|lamps|arc-desk-lamp 3 wick-table-lamp 3 lantern-floor-lamp 3
kinds|light|beacon-task-light 3 studio-clamp-light 3 arc-desk-lamp 1 wick-table-lamp 1
kinds|stool|perch-stool 3
kinds|bench|jetty-bench 3
kinds|cabinet|lockside-cabinet 3
kinds|shelf|ladder-shelf 3 stow-crate 1
kinds|planter|dune-planter 3 tide-planter 3
kinds|notebook|hardcover-notebook 3 pocket-notebooks 3
kinds|pens|gel-pens 3 walnut-pen-tray 1 desk-organizer 1
kinds|pencils|drafting-pencils 3
kinds|kettle|copper-kettle 3
kinds|clock|wall-clock 3
kinds|mug|stoneware-mug 3
kinds|paper|copy-paper-letter 3 copy-paper-recycled 3
kinds|binder|lever-arch-binder 3
phrases|sit-stand desk|tern-sit-stand-desk 3 perch-stool 1
phrases|writing desk|harbor-writing-desk 3
phrases|corner desk|pier-corner-desk 3
phrases|folding desk|sloop-folding-desk 3
phrases|drawer unit|mooring-drawer-unit 3
phrases|desk lamp|arc-desk-lamp 3 wick-table-lamp 1
phrases|floor lamp|lantern-floor-lamp 3
phrases|table lamp|wick-table-lamp 3
phrases|monitor arm|kestrel-monitor-arm 3 kestrel-dual-arm 3
phrases|dual monitor arm|kestrel-dual-arm 3 kestrel-monitor-arm 2
phrases|laptop stand|kestrel-laptop-stand 3
phrases|cable tray|kestrel-cable-tray 3 cable-clips 1
phrases|stacking chair|skiff-stacking-chair 3 skiff-chair-white 3 skiff-chair-navy 3 skiff-chair-mustard 3
phrases|white stacking chair|skiff-chair-white 3 skiff-stacking-chair 2 skiff-chair-navy 1 skiff-chair-mustard 1
phrases|letter size paper|copy-paper-letter 3 copy-paper-recycled 3
phrases|recycled paper|copy-paper-recycled 3 copy-paper-letter 1
phrases|drafting pencils|drafting-pencils 3
phrases|acoustic panels|hush-acoustic-panels 3
phrases|gel pens|gel-pens 3
phrases|sticky notes|sticky-notes 3
phrases|coat stand|bollard-coat-stand 3
phrases|waste basket|waste-basket 3
phrases|coffee maker|pour-over-coffee-maker 3 house-blend-coffee 1
phrases|weekly planner|weekly-planner 3
needs|walnut|bollard-coat-stand 2 walnut-pen-tray 3 fjord-lounge-chair 2 lantern-floor-lamp 2 wall-clock 2
needs|oak|jetty-bench 3 desk-organizer 3 pour-over-coffee-maker 2 water-carafe 2
needs|dimmer|arc-desk-lamp 3
needs|recycled|copy-paper-recycled 3 hush-acoustic-panels 3
needs|dishwasher|stoneware-mug 3
needs|magnets|clearview-whiteboard 3
needs|refill|gel-pens 3
needs|adjustable desk|tern-sit-stand-desk 3
needs|rechargeable|wick-table-lamp 3
needs|subscription coffee|house-blend-coffee 3 pour-over-coffee-maker 1
brands|nordhavn|nordhavn-task-chair 3 nordhavn-mesh-chair 3
brands|kestrel|kestrel-monitor-arm 3 kestrel-dual-arm 3 kestrel-laptop-stand 3 kestrel-cable-tray 3
brands|tern|tern-sit-stand-desk 3 tern-desk-frame 3
brands|skiff chair navy|skiff-chair-navy 3 skiff-stacking-chair 2 skiff-chair-white 1 skiff-chair-mustard 1
being typed|nord#ExactPhrasePrefix|nordhavn-task-chair 3 nordhavn-mesh-chair 3
being typed|desk la#ExactPhrasePrefix|arc-desk-lamp 3
being typed|note#ExactPhrasePrefix|hardcover-notebook 3 pocket-notebooks 3 sticky-notes 2
being typed|whiteb#ExactPhrasePrefix|clearview-whiteboard 3
being typed|copy pap#ExactPhrasePrefix|copy-paper-letter 3 copy-paper-recycled 3
being typed|kestrel-mon#ExactPhrasePrefix|kestrel-monitor-arm 3
part numbers|copper-kettle|copper-kettle 3
part numbers|kestrel-dual-arm|kestrel-dual-arm 3 kestrel-monitor-arm 1
part numbers|wall-clock|wall-clock 3
all words|walnut tray#AllTermsAnyField|walnut-pen-tray 3
all words|oak drawers#AllTermsAnyField|desk-organizer 3
all words|steel desk#AllTermsAnyField|arc-desk-lamp 3
mistyped|chiar|nordhavn-task-chair 3 nordhavn-mesh-chair 3 fjord-lounge-chair 3 skiff-stacking-chair 3 skiff-chair-white 3 skiff-chair-navy 3 skiff-chair-mustard 3
mistyped|monitr arm|kestrel-monitor-arm 3 kestrel-dual-arm 3
mistyped|notebok|hardcover-notebook 3 pocket-notebooks 3
mistyped|ketlte|copper-kettle 3
mistyped|pendnat|halyard-pendant 3 halyard-pendant-small 3 halyard-pendant-large 3
mistyped|whitebaord|clearview-whiteboard 3
mistyped|nordhaven chair|nordhavn-task-chair 3 nordhavn-mesh-chair 3 fjord-lounge-chair 1 skiff-stacking-chair 1 skiff-chair-white 1 skiff-chair-navy 1 skiff-chair-mustard 1
mistyped|highlihgter|highlighters 3
mistyped|accoustic panel|hush-acoustic-panels 3
mistyped|planer pot|dune-planter 3 tide-planter 3 weekly-planner 1 snake-plant 1
other words|sofa|fjord-lounge-chair 3
other words|teapot|copper-kettle 3
other words|trash can|waste-basket 3
other words|standing desk|tern-sit-stand-desk 3 perch-stool 1
other words|post-it|sticky-notes 3
other words|filing cabinet|lockside-cabinet 3 mooring-drawer-unit 2`;

/** What shoppers of the demo call things that it calls otherwise; the shop is told of them. */
export const demoSynonyms: readonly (readonly [id: string, terms: readonly string[]])[] = [
  ["sofa", ["sofa", "lounge chair"]],
  ["teapot", ["teapot", "kettle"]],
  ["trash", ["trash can", "waste basket"]],
  ["standing", ["standing desk", "sit-stand desk"]],
  ["post-it", ["post-it", "sticky notes"]],
];

/** Queries over the demo as an anonymous visitor of its shop asks them, judged one by one. */
export const demoQueries: readonly JudgedQuery[] = table
  .trim()
  .split("\n")
  .map((line) => {
    const [group = "", asked = "", worth = ""] = line.split("|");
    const [search = "", searchType] = asked.split("#");
    const grades = new Map([...worth.matchAll(/(\S+) (\d)/g)].map(([, id = "", grade]) => [id, Number(grade)]));
    return { group, search, ...(searchType && { searchType }), grades };
  });
