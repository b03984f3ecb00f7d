// SPDX-License-Identifier: EUPL-1.2
// The three main jobs as people do them: read, answer, settle.
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

export async function jobs(browser, javaScriptEnabled) {
  await read(browser, javaScriptEnabled);
  await answer(browser, javaScriptEnabled);
  await settle(browser, javaScriptEnabled);
}
