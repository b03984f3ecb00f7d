// SPDX-License-Identifier: EUPL-1.2
// Getting in, with the keyboard alone, on a phone, at double text size: a mailed link, a forgotten password, a code from an app.
import { createHmac } from "node:crypto";
import { access, base, check, context, signIn } from "./browser.mjs";

// The newest link below path that the portal has mailed to the address, or null; the demo's mail server shows all it got.
async function newest(address, path) {
  const list = await (await fetch(access.mail)).text();
  const row = list.split("<tr>").find((one) => one.includes(`&lt;${address}&gt;`));
  if (!row) return null;
  const text = await (await fetch(new URL(/href="([^"]+)"/.exec(row)[1], access.mail))).text();
  return (new RegExp(`${path}/[\\w-]{43}`).exec(text) || [null])[0];
}

async function mailed(address, path, before) {
  for (let i = 0; i < 240; i++) {
    const link = await newest(address, path);
    if (link && link !== before) return link;
    await new Promise((done) => setTimeout(done, 250));
  }
  return null;
}

// Tab until the element has the focus, as somebody without a mouse does.
async function tabTo(page, selector) {
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    if (await page.locator(selector).first().evaluate((e) => e === document.activeElement)) return true;
  }
  check(`the keyboard reaches ${selector}`, false, page.url());
  return false;
}

const enter = (page) => Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);

async function looksRight(page, name) {
  check(`${name} fits 320 px`, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), page.url());
  await page.setViewportSize({ width: 640, height: 640 });
  await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
  check(`${name} fits with text at 200 %`, await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), page.url());
  await page.evaluate(() => { document.documentElement.style.fontSize = ""; });
  await page.setViewportSize({ width: 320, height: 640 });
  check(`${name} has one h1`, await page.locator("h1").count() === 1);
}

async function phone(browser, javaScriptEnabled) {
  const ctx = await context(browser, { javaScriptEnabled, viewport: { width: 320, height: 640 } });
  return { ctx, page: await ctx.newPage() };
}

async function byLink(browser, javaScriptEnabled) {
  const address = "ledamot@pensionarsradet.example"; // the demo's
  const { ctx, page } = await phone(browser, javaScriptEnabled);
  const before = await newest(address, "/logga-in/lank");
  await page.goto(`${base}/logga-in`);
  await looksRight(page, "the page to sign in");
  await tabTo(page, "main a[href='/logga-in/lank']");
  await enter(page);
  await looksRight(page, "the page that asks for the address");
  await tabTo(page, "#epost");
  await page.keyboard.type(address);
  await enter(page);
  check("the answer says to look in the mail", (await page.locator("h1").textContent()).includes("Titta i din e-post"), page.url());
  await looksRight(page, "the answer");
  const path = await mailed(address, "/logga-in/lank", before);
  check("the link comes by mail", path !== null);
  if (path) {
    await page.goto(base + path);
    await looksRight(page, "the page behind the link");
    await tabTo(page, "main button");
    await enter(page);
    check("the link signs in", await page.locator("form[action='/logga-ut']").count() === 1, page.url());
    await page.goto(base + path);
    check("the link works once", (await page.locator("h1").textContent()).includes("fungerar inte"));
    await looksRight(page, "the page about a used link");
  }
  await ctx.close();
}

function totp(secret, off = 0) {
  const bits = [...secret].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + off));
  const hash = createHmac("sha1", key).update(step).digest();
  return String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1000000).padStart(6, "0");
}

async function twoSteps(browser, javaScriptEnabled) {
  const who = "auditor";
  const { ctx, page } = await phone(browser, javaScriptEnabled);
  await signIn(ctx, who);
  await page.goto(`${base}/konto/tvasteg`);
  await looksRight(page, "the page about two steps");
  await tabTo(page, "main button");
  await enter(page);
  await looksRight(page, "the page with the QR code");
  check("the QR code is a picture", await page.locator("main img").evaluate((e) => e.complete && e.naturalWidth > 100));
  const secret = (await page.locator("main code").textContent()).replaceAll(" ", "");
  await tabTo(page, "#kod");
  await page.keyboard.type("000000");
  await enter(page);
  check("a wrong code is told beside the field", (await page.locator("#kod-fel").textContent()).includes("stämmer inte"));
  await tabTo(page, "#kod");
  await page.keyboard.type(totp(secret));
  await enter(page);
  const codes = await page.locator("main li code").allTextContents();
  check("ten recovery codes are shown", new Set(codes).size === 10);
  await looksRight(page, "the page with recovery codes");
  const second = await phone(browser, javaScriptEnabled);
  const [login, password] = access.users[who];
  await second.page.goto(`${base}/logga-in`);
  await tabTo(second.page, "#anvandare");
  await second.page.keyboard.type(login);
  await tabTo(second.page, "#losenord");
  await second.page.keyboard.type(password);
  await enter(second.page);
  check("the password is not enough", second.page.url().endsWith("/logga-in/kod"), second.page.url());
  await looksRight(second.page, "the page that asks for the code");
  await tabTo(second.page, "#kod");
  await second.page.keyboard.type(codes[0]);
  await enter(second.page);
  check("a recovery code gets in", await second.page.locator("form[action='/logga-ut']").count() === 1);
  await second.ctx.close();
  await page.goto(`${base}/konto/tvasteg`); // as it was, for the other tests
  await page.fill("#kod", codes[1]);
  await Promise.all([page.waitForNavigation(), page.click("button[value='stang-av']")]);
  check("two steps can be turned off", page.url().endsWith("?av=1"), page.url());
  await ctx.close();
}

export async function signin(browser, javaScriptEnabled) {
  await byLink(browser, javaScriptEnabled);
  await twoSteps(browser, javaScriptEnabled);
}
