// SPDX-License-Identifier: EUPL-1.2
// Every page that a visitor and each kind of user can reach: links, HTML, accessibility in four looks, no sideways scroll.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { HtmlValidate } from "html-validate";
import { base, check, context, signIn } from "./browser.mjs";
import { heard, reach, refused } from "./reach.mjs";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const LOOKS = [["light", 1280], ["dark", 1280], ["light", 320], ["dark", 320]]; // a page is loaded once for each width
const TURNS = [[0, 3], [1, 2]]; // who comes to a kind of page that another user has shown in every look sees it in two, by turns
const FORCED = /\/(jamfor|text|p)\b/; // what is told by colour marks is looked at in forced colours too
const QUERIES = 10; // addresses of one kind that differ in their query alone: comparisons and searches have no end
const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: { "doctype-style": "off", "void-style": "off", "no-trailing-whitespace": "off", "attr-quotes": "off", "long-title": "off", "no-inline-style": "error", "require-sri": "off" },
});

// Pages of one kind look alike: one of each is looked at for each user, all are fetched and validated.
const kind = (path) => path.replace(/\?.*$/, "").replace(/\/AVR-[\w-]+/, "/:nr").replace(/\/SVAR-[\w-]+/, "/:nr").replace(/\/p\/[^/]+/, "/p/:node")
  .replace(/\/svar\/[^/]+/, "/svar/:party").replace(/\/text\/[^/]+/, "/text/:version").replace(/\/\d+(?=\/|$)/g, "/:n").replace(/^\/arende\/[^/]+/, "/arende/:slug")
  .replace(/^\/admin\/organisation\/[^/]+/, "/admin/organisation/:code").replace(/\/sammanstallning\/(p|svar)\/[^/]+/, "/sammanstallning/$1/:n");
const many = (path) => path.includes("?") || /^\/(admin|historik)\//.test(path) || /\/remiss\//.test(path); // the register, the log and a round have some hundred
const shown = new Map(); // kinds of pages that were looked at, and how many users have

// reload false: the page as it stands, the answer to a form.
export async function look(page, path, who, reload = true, looks = LOOKS) {
  let loaded = 0;
  for (const [scheme, width] of FORCED.test(path) && looks === LOOKS ? [["forced", 1280], ...looks] : looks) {
    await page.emulateMedia(scheme === "forced" ? { colorScheme: "light", forcedColors: "active" } : { colorScheme: scheme, forcedColors: "none" });
    await page.setViewportSize({ width, height: 900 });
    if (reload && loaded !== width) await page.goto(base + path);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    check(`${who} ${path} does not scroll sideways at ${width}`, wide <= 0, `${wide} px too wide`);
    if (loaded !== width) await page.evaluate(axeSource + ";undefined").catch(() => undefined);
    loaded = width;
    const result = await page.evaluate((tags) => window.axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), TAGS);
    check(`${who} ${path} axe ${scheme} ${width}`, result.violations.length === 0,
      result.violations.map((v) => `${v.id} ×${v.nodes.length} ${v.nodes[0].target.join(" ")}: ${(v.nodes[0].any[0] || v.nodes[0].all[0] || {}).message || v.help}`).join("; "));
  }
}

async function valid(html, path, who) {
  const report = await validator.validateString(html, path);
  const faults = report.results.flatMap((r) => r.messages).filter((m) => m.severity === 2);
  check(`${who} ${path} is valid HTML`, faults.length === 0, faults.slice(0, 3).map((m) => `${m.line}:${m.column} ${m.ruleId} ${m.message}`).join("; "));
}

let turn = 0;
export async function crawl(browser, who, starts = ["/"]) {
  const ctx = await context(browser, { bypassCSP: true, reducedMotion: "reduce" });
  if (who !== "visitor") await signIn(ctx, who);
  const page = await ctx.newPage();
  const queue = [...starts], seen = new Set(queue), looked = new Map(), asked = new Map();
  while (queue.length) {
    const path = queue.shift();
    const answer = await ctx.request.get(base + path, { maxRedirects: 3 });
    check(`${who} ${path} answers`, answer.status() === 200, String(answer.status()));
    if (answer.status() !== 200 || !(answer.headers()["content-type"] || "").startsWith("text/html")) continue;
    const html = await answer.text();
    await valid(html, path, who);
    const ids = new Set([...html.matchAll(/\sid="([^"]+)"/g)].map((m) => m[1]));
    for (const [, href] of html.matchAll(/<a\s[^>]*href="([^"]*)"/g)) {
      const target = href.replace(/&amp;/g, "&");
      if (target.startsWith("#")) { check(`${who} ${path} has the target of ${target}`, target === "#" ? false : ids.has(decodeURIComponent(target.slice(1)))); continue; }
      if (!target.startsWith("/") || target.startsWith("//")) continue;
      const clean = target.replace(/#.*$/, "");
      if (seen.has(clean) || (many(clean) && (asked.get(kind(clean)) || 0) >= QUERIES)) continue;
      if (many(clean)) asked.set(kind(clean), (asked.get(kind(clean)) || 0) + 1);
      seen.add(clean);
      queue.push(clean);
    }
    const k = kind(path), times = looked.get(k) || 0;
    if (times < 1) {
      const before = shown.get(k) || 0;
      looked.set(k, times + 1);
      shown.set(k, before + 1);
      await look(page, path, who, true, before ? TURNS[before % 2].map((i) => LOOKS[i]) : LOOKS);
      if (await reach(page, html, k, `${who} ${path}`)) await refused(page, base, path, html, who, async (shown, name) => {
        await valid(shown, name, who);
        await look(page, name, who, false, [LOOKS[turn++ % 4]]);
        await heard(page, shown, name);
      });
    }
  }
  await ctx.close();
  return seen;
}
