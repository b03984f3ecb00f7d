// SPDX-License-Identifier: EUPL-1.2
// Text typed into a form is never lost: the network goes, the browser ends, pages are left, colleagues write, the round closes.
// (A session that ends: session.mjs.)
import { access, base, check, context, signIn } from "./browser.mjs";
import { look } from "./crawl.mjs";

const path = access.routes.respond.replace(/\/svara\/\d+$/, "");
const round = base + path;
const text = `[name=${access.fields.text}]`;
const question = (n) => `${round}/svara/${n}`;
const press = (page, selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);
const said = (page) => page.locator("form[data-autosave] .save [role=status]").textContent();
const until = async (page, words) => { await page.waitForFunction((w) => [...document.querySelectorAll("[role=status]")].some((e) => e.textContent.includes(w)), words).catch(() => {}); };
const stored = async (ctx, n) => (await (await ctx.request.get(question(n))).text());
const unsaved = (page) => page.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith("ov-ko:")).length);

async function autosave(browser) {
  const ctx = await context(browser);
  await signIn(ctx, "municipality_a");
  const page = await ctx.newPage();
  await page.goto(question(3));
  await page.fill(text, "Sparas av sig självt.");
  await until(page, "Sparat kl.");
  check("autosave says when it saved", /^Sparat kl\. \d\d\.\d\d$/.test(await said(page)), await said(page));
  check("what autosave saved is stored", (await stored(ctx, 3)).includes("Sparas av sig självt."));
  check("the copy on the device is gone then", await unsaved(page) === 0);
  await page.fill(text, "Sidan lämnades genast.");
  await page.goto(`${round}/svara`);
  await page.goto(question(3));
  check("what was typed just before one left is there", await page.inputValue(text) === "Sidan lämnades genast.");
  await ctx.close();
}

async function networkGone(browser) {
  const ctx = await context(browser);
  await signIn(ctx, "municipality_a");
  let page = await ctx.newPage();
  await page.goto(question(4));
  await ctx.setOffline(true);
  await page.fill(text, "Skrevs utan nät.");
  await until(page, "Inte sparat.");
  check("one is told that nothing was saved", (await said(page)).includes("finns kvar på den här enheten"), await said(page));
  await ctx.setOffline(false);
  await until(page, "Sparat kl.");
  check("it is saved when the network is back", (await stored(ctx, 4)).includes("Skrevs utan nät."), await said(page));
  await ctx.setOffline(true);
  await page.fill(text, "Skrevs utan nät, sedan slutade webbläsaren.");
  await until(page, "Inte sparat.");
  const state = await ctx.storageState();
  await ctx.close({ runBeforeUnload: false });

  const later = await context(browser, { storageState: state, bypassCSP: true });
  page = await later.newPage();
  await page.goto(`${round}/svara`);
  check("the list says which answer is not saved", await page.locator("#osparat a").count() === 1 && await page.locator("#osparat").isVisible());
  await look(page, `${path}/svara`, "municipality_a, with unsaved text");
  await press(page, "#osparat a");
  await until(page, "Sparat kl.");
  check("it is saved after a restart", (await stored(later, 4)).includes("sedan slutade webbläsaren"), await said(page));
  check("and then gone from the device", await unsaved(page) === 0);

  // Somebody else at the same browser never sees it.
  await page.goto(question(4));
  await later.setOffline(true);
  await page.fill(text, "Bara för Alingsås.");
  await until(page, "Inte sparat.");
  await later.setOffline(false);
  const other = await context(browser, { storageState: { cookies: [], origins: (await later.storageState()).origins } });
  await later.close();
  await signIn(other, "municipality_b");
  page = await other.newPage();
  await page.goto(question(4));
  check("another account is not shown it", !(await page.content()).includes("Bara för") && !(await page.inputValue(text)).includes("Bara för"));
  check("nor is it sent for them", !(await stored(other, 4)).includes("Bara för"));
  await other.close();
}

async function colleagues(browser) {
  const one = await context(browser), two = await context(browser, { bypassCSP: true });
  await signIn(one, "municipality_a");
  await signIn(two, "approver_a");
  const mine = await two.newPage(), theirs = await one.newPage();
  await mine.goto(question(5));
  await theirs.goto(question(5));
  await theirs.fill(text, "Kollegans text.");
  await until(theirs, "Sparat kl.");
  await mine.fill(text, "Min egen text.");
  await until(mine, "skriver på svaret nu");
  check("one is told who writes", (await said(mine)).includes("Handläggare Alingsås"), await said(mine));
  await mine.goto(`${round}/svara`);
  check("the list tells who writes", (await mine.locator("main").textContent()).includes("Handläggare Alingsås skriver"));
  await mine.goto(question(5));
  await mine.waitForURL((u) => true);
  await mine.waitForFunction(() => document.querySelector("textarea").value === "Min egen text.").catch(() => {});
  check("what could not be saved is there when one comes back", await mine.inputValue(text) === "Min egen text.");
  await press(mine, "main .note button");
  check("two who wrote are shown both texts", (await mine.locator("main").textContent()).includes("Kollegans text.") && (await mine.locator("main").textContent()).includes("Min egen text."), mine.url());
  await look(mine, "conflict", "approver_a", false);
  await press(mine, "main form button.btn");
  const kept = await mine.inputValue(text);
  check("both are kept by those who want both", kept.includes("Kollegans text.") && kept.includes("Min egen text."), kept);
  await look(mine, `${path}/svara/5/historik`, "approver_a");
  check("the history names both", (await mine.locator("main").textContent()).includes("Handläggare Alingsås"));
  check("nothing lies on the device", await unsaved(mine) === 0);
  await one.close(); await two.close();
}

async function backButton(browser, javaScriptEnabled) {
  const ctx = await context(browser, { javaScriptEnabled });
  const written = `Skrevs före bakåtknappen, ${javaScriptEnabled ? "med" : "utan"} skript`;
  await signIn(ctx, "municipality_a");
  const page = await ctx.newPage();
  await page.goto(question(6));
  await page.fill(text, written);
  await press(page, 'main nav.pager a[href$="/granska"]');
  await page.goBack();
  check("typed text is there after the back button", await page.inputValue(text) === written, await page.inputValue(text));
  await page.goto(`${question(6)}/anteckningar`);
  await page.fill("#anteckning", written);
  await press(page, "main .acts a");
  await page.goBack();
  if (javaScriptEnabled && await page.inputValue("#anteckning") !== written) await page.click("main form .note .lnk");
  check("so is an internal note", await page.inputValue("#anteckning") === written);
  await press(page, "main form .btn");
  check("a saved note is offered no more", !(await page.locator("main form .note").count()) && await page.inputValue("#anteckning") === "");
  await page.goto(question(6));
  check("a note stands beside its question", (await page.locator("#anteckningar + div").textContent()).includes(written));
  await ctx.close();
}

async function closedRound(browser, javaScriptEnabled) {
  const ctx = await context(browser, { javaScriptEnabled });
  const written = `Skrevs efter sista svarsdag, ${javaScriptEnabled ? "med" : "utan"} skript`;
  await signIn(ctx, "municipality_a");
  const page = await ctx.newPage(), address = base + access.routes.closed_respond;
  await page.goto(address);
  await page.fill(text, written);
  await press(page, "main form button[value=stanna]");
  check("a closed round keeps what is written", await page.inputValue(text) === written);
  if (javaScriptEnabled) { // a round that takes nothing any more
    await page.route("**/svara/7*", (route) => route.request().method() === "POST" ? route.fulfill({ status: 409, contentType: "text/html; charset=utf-8", body: "<!DOCTYPE html><html lang=sv><title>Stängd</title><h1>Remissen tar inte emot fler svar</h1>" }) : route.continue());
    await page.goto(question(7));
    await page.fill(text, "Skrevs när remissen stängde.");
    await page.waitForURL(/svara\/7/);
    await page.locator("h1", { hasText: "Remissen tar inte emot" }).waitFor();
    await page.goto(question(7));
    const offer = page.locator("form[data-autosave] .note .lnk");
    await offer.first().click();
    check("what was refused can be fetched again", await page.inputValue(text) === "Skrevs när remissen stängde.");
    await page.unroute("**/svara/7*");
    await page.locator(text).blur();
    await until(page, "Sparat kl.");
  }
  await ctx.close();
}

export async function typing(browser) {
  await autosave(browser);
  await networkGone(browser);
  await colleagues(browser);
  for (const javaScriptEnabled of [false, true]) {
    await backButton(browser, javaScriptEnabled);
    await closedRound(browser, javaScriptEnabled);
  }
}
