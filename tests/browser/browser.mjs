// SPDX-License-Identifier: EUPL-1.2
// What every browser test needs: Chromium as Debian ships it, signing in, counting.
import { chromium } from "playwright-core";
import { readFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const access = JSON.parse(readFileSync(process.env.OVERENS_ACCESS, "utf8"));
export const base = access.base;

let passed = 0;
const failures = [];
export function check(name, ok, detail = "") {
  if (ok) passed += 1;
  else { failures.push(name); console.log(`FAIL ${name}${detail ? `: ${detail}` : ""}`); }
}
export function report() {
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exitCode = failures.length ? 1 : 0;
}

export async function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", `--crash-dumps-dir=${mkdtempSync(join(tmpdir(), "overens-crash-"))}`],
  });
}

// A context with its own cookies; every refusal by the content security policy is a failure.
export async function context(browser, options = {}) {
  const ctx = await browser.newContext({ locale: "sv-SE", timezoneId: "Europe/Stockholm", ...options });
  ctx.setDefaultTimeout(90000); // on a busy machine half a minute is not long
  ctx.on("page", (page) => page.on("console", (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) check(`no CSP report on ${page.url()}`, false, message.text());
  }));
  return ctx;
}

export async function signIn(ctx, who) {
  const [login, password] = access.users[who];
  const page = await ctx.newPage();
  await page.goto(base + access.routes.login);
  await page.fill(`[name=${access.fields.user}]`, login);
  await page.fill(`[name=${access.fields.password}]`, password);
  await Promise.all([page.waitForNavigation(), page.click("main button[type=submit]")]);
  check(`${who} signs in`, await page.locator("form[action='/logga-ut']").count() === 1, page.url());
  await page.close();
}
