// SPDX-License-Identifier: EUPL-1.2
// The main jobs as people do them: read, answer, settle, read a text in.
import { createHash } from "node:crypto";
import { access, base, check, context, signIn } from "./browser.mjs";

const press = (page, selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);

async function read(browser, javaScriptEnabled) {
  const ctx = await context(browser, { javaScriptEnabled });
  const page = await ctx.newPage();
  await page.goto(`${base}/arenden`);
  await page.click('a[href="/arende/sydostra-2024"]');
  check("the matter has its summary box", await page.locator("dl.facts").count() > 0);
  await page.goto(`${base}/arende/sydostra-2024/p/7.3`);
  check("a number leads to the provision's own address", /\/p\/\d+$/.test(page.url()), page.url());
  await page.goto(`${base}/arende/sydostra-2024/dokument`);
  await press(page, 'main a[href*="/text/"]');
  check("the text has contents and provisions", await page.locator(".toc a").count() > 10 && await page.locator(".prov").count() > 10);
  const printed = (await page.locator(".colo .hash").textContent()).replace(/[^0-9a-f]/g, "").slice(-64);
  const bytes = await (await ctx.request.get(`${page.url().split("#")[0]}.txt`)).body();
  check("the printed hash is that of the downloaded text", createHash("sha256").update(bytes).digest("hex") === printed, printed);
  await ctx.close();
}

async function answer(browser, javaScriptEnabled) {
  const ctx = await context(browser, { javaScriptEnabled });
  const mark = `Provsvar ${javaScriptEnabled ? "med" : "utan"} skript & <b>tecken</b>`;
  await signIn(ctx, "municipality_a");
  let page = await ctx.newPage();
  await page.goto(base + access.routes.respond);
  await page.locator("[name=betyg]").first().check();
  await page.fill(`[name=${access.fields.text}]`, mark);
  await press(page, "main form button[type=submit]");
  await page.close();
  page = await ctx.newPage();
  await page.goto(base + access.routes.respond);
  check("a draft is there when one comes back", await page.inputValue(`[name=${access.fields.text}]`) === mark);
  await page.goto(base + access.routes.send);
  const radios = page.locator("main [type=radio]");
  if (await radios.count()) await radios.first().check();
  await press(page, "main form button[type=submit]");
  check("submitting ends at a receipt", /\/kvittens\/SVAR-\d{4}-\d{6}$/.test(page.url()), page.url());
  const hash = (await page.locator(".hash").first().textContent()).replace(/[^0-9a-f]/g, "").slice(-64);
  const bytes = await (await ctx.request.get(`${page.url()}.txt`)).body();
  check("the receipt's hash is that of its text", createHash("sha256").update(bytes).digest("hex") === hash, hash);
  check("the copy holds what was written", bytes.toString().includes(mark));
  await ctx.close();
}

async function settle(browser, javaScriptEnabled) {
  const ctx = await context(browser, { javaScriptEnabled });
  const page = await ctx.newPage();
  await page.goto(`${base}/arende/sydostra-2024/ramar`);
  const frames = (await page.locator("main").textContent()).replace(/\s/g, " ");
  check("the frames are those of the agreement", frames.includes("378 026") && frames.includes("311 279") && frames.includes("33 484"));
  await page.goto(`${base}/arende/sydostra-2024/betalplan`);
  const plan = (await page.locator("main").textContent()).replace(/\s/g, " ");
  check("the plan has January for RJL to RÖ to the öre", plan.includes("33 145 666,67"));
  await page.goto(base + access.routes.statement);
  const hash = await page.locator(".hash").first().textContent();
  check("a published statement shows its hash", /[0-9a-f]{8}/.test(hash), hash);
  await ctx.close();
}

// One file is saved as a draft; another is left waiting, so that the crawl sees its pages.
async function readIn(browser, javaScriptEnabled) {
  const ctx = await context(browser, { javaScriptEnabled });
  const name = `Inläst ${javaScriptEnabled ? "med" : "utan"} skript`;
  const text = "# 1 Syfte\nText, se avsnitt 9.\n\n# 2 Ansvar\n\n# Sida 3 av 9\n";
  await signIn(ctx, "staff");
  const page = await ctx.newPage();
  const upload = async (title) => {
    await page.goto(`${base}/arende/halsoavtal-2026/dokument/las-in`);
    await page.setInputFiles("#fil", { name: "avtal.md", mimeType: "text/markdown", buffer: Buffer.from(text) });
    await page.selectOption("#handling", "ny");
    await page.fill("#titel", title);
    await page.fill("#beteckning", "Prov");
    await press(page, "main form[enctype] button[type=submit]");
  };
  await upload(`${name}, väntar`);
  await upload(name);
  check("a file that was read in is shown for checking", (await page.locator("main").textContent()).includes("Bestämmelser: 3"));
  await page.selectOption("main .tree > li:last-child select", "bort");
  await press(page, "main form:has(.tree) button[type=submit]");
  check("what was page furniture is taken out", (await page.locator("main .tree > li").count()) === 2);
  await press(page, 'main a.btn[href$="/spara"]');
  await press(page, "main form button[type=submit]");
  check("the text is a draft", /\/text\/prov/.test(page.url()), page.url());
  await ctx.close();
}

// What changed, why, and the same on paper, in forced colours and without colour at all.
async function compare(browser, javaScriptEnabled) {
  const ctx = await context(browser, { javaScriptEnabled });
  const page = await ctx.newPage();
  await page.goto(`${base}/arende/halsoavtal-2026/dokument`);
  await press(page, 'main a[href*="/jamfor?"]');
  const shown = () => page.locator("main").innerText();
  check("the summary counts changes and sections", /\d+ ändringar i \d+ avsnitt/.test(await shown()));
  check("changes are marked as such", await page.locator("main ins").count() > 3 && await page.locator("main del").count() > 3);
  check("a reason stands with its change", (await shown()).includes("Varför:"));
  const bracket = page.locator("main .book ins .mk").first();
  const width = async () => (await bracket.boundingBox()).width;
  check("brackets are out of sight on a screen", await width() <= 2, String(await width()));
  await page.emulateMedia({ media: "print" });
  check("brackets are printed", await width() > 5, String(await width()));
  await page.emulateMedia({ media: "screen" });
  await press(page, 'main .acts a[href*="text=1"]');
  check("brackets are shown to those who ask", await width() > 5, String(await width()));
  await page.emulateMedia({ forcedColors: "active" });
  for (const [mark, line] of [["ins", "underline"], ["del", "line-through"]])
    check(`${mark} is told by a line in forced colours`, (await page.locator(`main .book ${mark}`).first().evaluate((e) => getComputedStyle(e).textDecorationLine)).includes(line));
  await page.emulateMedia({ forcedColors: "none" });
  await press(page, 'main .acts a[href*="vy=spalter"]');
  check("columns have heads", await page.locator("main table.pair th[scope=col]").count() === 3);
  await page.setViewportSize({ width: 320, height: 800 });
  check("on a phone each wording has its label", await page.locator("main table.pair .lab").first().isVisible());
  check("on a phone nothing scrolls sideways", await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await ctx.close();
}

export async function jobs(browser, javaScriptEnabled) {
  await read(browser, javaScriptEnabled);
  await answer(browser, javaScriptEnabled);
  await settle(browser, javaScriptEnabled);
  await readIn(browser, javaScriptEnabled);
  await compare(browser, javaScriptEnabled);
}
