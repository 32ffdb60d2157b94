// Prints how well searches find what is worth most, and the worst of them in detail: `npm run relevance [-- number]`.
import { endFile, endProcess } from "@orderwell/testing";
import { looked } from "./judged.ts";
import { relevance, summary } from "./suite.ts";

const worst = Number(process.argv[2] ?? 15);
const outcomes = await relevance();
for (const { catalog, query, found, gain } of outcomes.toSorted((a, b) => a.gain - b.gain).slice(0, worst)) {
  console.log(`\n${gain.toFixed(3)}  ${catalog}, ${query.group}: ${query.search} ${query.searchType ?? ""}`);
  for (const id of found) console.log(`         ${query.grades.get(id) ?? 0}  ${id}`);
  const best = [...query.grades].sort(([, a], [, b]) => b - a).slice(0, looked);
  const missing = best.filter(([id]) => !found.includes(id));
  if (missing.length > 0)
    console.log(`         not found: ${missing.map(([id, grade]) => `${id} (${grade})`).join(", ")}`);
}
console.log(`\nnDCG@${looked} of ${outcomes.length} queries`);
for (const [name, gain] of summary(outcomes)) console.log(`  ${gain.toFixed(3)}  ${name}`);
await endFile();
await endProcess();
