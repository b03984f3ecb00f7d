// SPDX-License-Identifier: EUPL-1.2
// Typed text is never lost: a session that ends while somebody writes, the warning before it, and old tabs.
import { access, base, check, context, signIn } from "./browser.mjs";
import { look } from "./crawl.mjs";

const press = (page, selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);
const text = `[name=${access.fields.text}]`;

// On the page where somebody has come to sign in.
async function signInHere(page, who) {
  const [login, password] = access.users[who];
  await page.fill(`[name=${access.fields.user}]`, login);
  await page.fill(`[name=${access.fields.password}]`, password);
  await press(page, "main form[action='/logga-in'] button[type=submit]");
}

// Ends the session of another browser, as one does from one's own list.
async function endOthers(browser, who, javaScriptEnabled) {
  const ctx = await context(browser, { javaScriptEnabled });
  await signIn(ctx, who);
  const page = await ctx.newPage();
  await page.goto(`${base}/konto/sessioner`);
  check("the own session is marked", (await page.locator("main").textContent()).includes("Den här"));
  await press(page, "main .acts button");
  check("only this session is left", (await page.locator("main .docket > li").count()) === 1);
  await ctx.close();
}

async function draftSurvives(browser, javaScriptEnabled) {
  const ctx = await context(browser, { javaScriptEnabled });
  const written = `Skrevs när sessionen tog slut, ${javaScriptEnabled ? "med" : "utan"} skript & <i>tecken</i>`;
  await signIn(ctx, "municipality_a");
  const page = await ctx.newPage();
  await page.goto(base + access.routes.respond);
  await page.locator("[name=betyg]").first().check();
  await endOthers(browser, "municipality_a", javaScriptEnabled);
  await page.fill(text, written); // with scripts autosave finds out by itself, and sends the form
  if (javaScriptEnabled) await page.waitForURL(/\/logga-in/);
  else await press(page, "main form button[type=submit]");
  check("one is told that the text is kept", (await page.locator("main").textContent()).includes("Det du skrev är kvar"), page.url());
  await signInHere(page, "municipality_a");
  await page.goto(base + access.routes.respond);
  check("the draft is stored after signing in", await page.inputValue(text) === written);
  await ctx.close();
}

async function commandIsAsked(browser, javaScriptEnabled) {
  const ctx = await context(browser, { javaScriptEnabled, bypassCSP: javaScriptEnabled }); // for axe
  await signIn(ctx, "municipality_a");
  const page = await ctx.newPage();
  await page.goto(base + access.routes.send);
  await page.locator("main [type=radio]").nth(1).check();
  await endOthers(browser, "municipality_a", javaScriptEnabled);
  await press(page, "main form button[type=submit]");
  await signInHere(page, "municipality_a");
  check("a command waits to be sent by a person", page.url().endsWith("/logga-in/kvar"), page.url());
  check("what was chosen is readable", (await page.locator("main").textContent()).includes("Preliminärt svar"));
  if (javaScriptEnabled) await look(page, "/logga-in/kvar", "municipality_a");
  await press(page, "main button[value=skicka]");
  check("sent again it ends at a receipt", /\/kvittens\/SVAR-/.test(page.url()), page.url());
  await ctx.close();
}

async function warning(browser) {
  const ctx = await context(browser);
  await signIn(ctx, "municipality_b");
  const page = await ctx.newPage();
  await page.clock.install();
  await page.goto(base + access.routes.respond);
  const bar = page.locator("#slut"), said = () => bar.locator("[role=status]").textContent();
  check("no warning while there is time", !(await bar.isVisible()));
  await page.clock.fastForward("24:00");
  check("no warning before its time", !(await bar.isVisible()));
  await page.clock.fastForward("01:30");
  await page.clock.runFor(1000);
  check("five minutes before the end one is told", await bar.isVisible() && /Du loggas ut kl\. \d\d\.\d\d om du inte fortsätter/.test(await said()), await said());
  await page.setViewportSize({ width: 320, height: 640 });
  check("the warning fits a phone", await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await page.locator(text).focus();
  await bar.locator("button").focus();
  await Promise.all([page.waitForResponse((r) => r.url().endsWith("/konto/fortsatt") && r.status() === 204), page.keyboard.press("Enter")]);
  await page.clock.runFor(1000);
  check("one stays signed in, and where one was", /Du är inloggad till kl\./.test(await said()) && await page.locator(text).evaluate((e) => e === document.activeElement), await said());
  await page.clock.runFor(11000);
  check("then the message goes away", !(await bar.isVisible()));
  await page.clock.fastForward("31:00");
  await page.clock.runFor(1000);
  check("afterwards one is told that what is written is kept", /Du har loggats ut\. Det du har skrivit är kvar/.test(await said()), await said());
  check("and there is no button for what is over", !(await bar.locator("button").isVisible()));
  await ctx.close();
}

export async function session(browser, javaScriptEnabled) {
  await draftSurvives(browser, javaScriptEnabled);
  await commandIsAsked(browser, javaScriptEnabled);
  if (javaScriptEnabled) await warning(browser);
}
