import { type StoredSynonym, SynonymSets } from "./synonym-sets.ts";

/**
 * Forms of the same word that English stems do not bring together: groups, one a line, of forms that stand for each other.
 * Only what is the same word, or means the same in every shop, is here; whatever depends on what is sold is for a
 * marketplace's own synonyms (docs/behaviour/visibility-and-search.md §4).
 */
const groups = {
  short: `
    bike | bicycle
    motorbike | motorcycle
    tv | television
    fridge | refrigerator
    phone | telephone
    cellphone | cell phone | mobile phone
    photo | photograph
    gym | gymnasium
    airplane | aeroplane
    exam | examination
    limo | limousine
    memo | memorandum
    barbecue | barbeque | bbq
    xmas | christmas`,
  spelled: `
    adaptor | adapter
    aluminium | aluminum
    armour | armor
    calliper | caliper
    catalogue | catalog
    centre | center
    chilli | chili
    colour | color
    coloured | colored
    colouring | coloring
    cosy | cozy
    defence | defense
    doughnut | donut
    enamelled | enameled
    favourite | favorite
    fertiliser | fertilizer
    fibre | fiber
    flavour | flavor
    grey | gray
    harbour | harbor
    jewellery | jewelry
    ketchup | catsup
    labour | labor
    licence | license
    litre | liter
    millimetre | millimeter
    centimetre | centimeter
    moisturiser | moisturizer
    mould | mold
    moustache | mustache
    odour | odor
    omelette | omelet
    organiser | organizer
    plough | plow
    pyjama | pajama
    sanitiser | sanitizer
    steriliser | sterilizer
    sulphur | sulfur
    theatre | theater
    tyre | tire
    vapour | vapor
    whisky | whiskey
    woollen | woolen
    yoghurt | yogurt`,
  plural: `
    calf | calves
    child | children
    elf | elves
    foot | feet
    goose | geese
    hoof | hooves
    knife | knives
    leaf | leaves
    loaf | loaves
    man | men
    mouse | mice
    person | people
    scarf | scarves
    shelf | shelves
    tooth | teeth
    wolf | wolves
    woman | women`,
  compound: `
    bathmat | bath mat
    bedsheet | bed sheet
    bookshelf | bookshelves | book shelf | book shelves
    doorbell | door bell
    doormat | door mat
    earring | ear ring
    ebike | e bike
    ebook | e book
    email | e mail
    ereader | e reader
    fireplace | fire place
    hairbrush | hair brush
    hairdryer | hair dryer
    handbag | hand bag
    hifi | hi fi
    hosepipe | hose pipe
    keychain | key chain
    keyring | key ring
    lampshade | lamp shade
    lawnmower | lawn mower
    lightbulb | light bulb
    paintbrush | paint brush
    raincoat | rain coat
    smartphone | smart phone
    stepladder | step ladder
    swimsuit | swim suit
    teapot | tea pot
    toolbox | tool box
    toothbrush | tooth brush
    toothpaste | tooth paste
    tshirt | t shirt | tee shirt
    wallpaper | wall paper
    waterproof | water proof
    wheelbarrow | wheel barrow
    wifi | wi fi
    workbench | work bench
    xray | x ray`,
};

/** The regular plural of a word or of a phrase's last word. */
const pluralOf = (form: string): string =>
  /(s|x|z|ch|sh)$/.test(form) ? `${form}es` : /[^aeiou]y$/.test(form) ? form.replace(/y$/, "ies") : `${form}s`;

/** Each form, also in its plural, leads to the others: that these are found in their plurals is up to their stems. */
const oneWays = Object.values(groups)
  .flatMap((lines) => lines.trim().split("\n"))
  .map((line) => line.split("|").map((form) => form.trim()))
  .flatMap((forms): StoredSynonym[] =>
    forms.map((form) => ({
      terms: [form, pluralOf(form)],
      oneWayTo: forms.filter((other) => other !== form),
    })),
  );

/** What searches find besides words as they are written: known by the words as written, so that nobody's stems are asked for. */
export const wordForms = new SynonymSets(oneWays, (word) => word);
