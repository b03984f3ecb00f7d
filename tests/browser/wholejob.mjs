// SPDX-License-Identifier: EUPL-1.2
// A consultation of 49 municipalities on two agreements of 60 provisions, played from the first page to the last export: set-up by
// two people, invitation, a draft by two authors, approval in three steps, sending, replacing, an extension, a correction that is
// confirmed, an answer that comes too late, the compilation, its publication and its exports.
import { renameSync, writeFileSync } from "node:fs";
import { access, base, check, context, launch, report, signIn } from "./browser.mjs";

const matter = "/arende/halsoavtal-2026";
const day = (days, from = Date.now()) => new Date(from + days * 86400000).toISOString().slice(0, 10);
const browser = await launch();
const people = new Map();
let round; // "/arende/…/remiss/3"

// One page for each person, signed in anew when the clock has been moved.
async function as(who) {
  if (!people.has(who)) {
    const ctx = await context(browser, { javaScriptEnabled: who !== "municipality_b" }); // Borås does it all without scripts
    await signIn(ctx, who);
    people.set(who, await ctx.newPage());
  }
  return people.get(who);
}
async function go(who, path) {
  const page = await as(who);
  const answer = await page.goto(base + path);
  check(`${who} reads ${path.replace(/\d+/g, "N")}`, answer.status() === 200, String(answer.status()));
  return page;
}
// Presses a button or a link and waits for the page that it leads to; tells where it stood when there is none.
async function press(page, selector) {
  try {
    await Promise.all([page.waitForNavigation(), page.locator(selector).first().click()]);
  } catch (error) {
    throw new Error(`${selector} on ${page.url()}: ${(await words(page)).slice(0, 900)} (${error.message.split("\n")[0]})`);
  }
}
const words = async (page) => (await page.locator("main").innerText()).replace(/\s+/g, " ");
async function says(page, name, text) {
  const shown = await words(page);
  check(name, text instanceof RegExp ? text.test(shown) : shown.includes(text), `${page.url()}: ${shown.slice(0, 700)}`);
}
async function moveClock(instant) {
  writeFileSync(`${process.env.OVERENS_CLOCK}.new`, instant, { mode: 0o644 });
  renameSync(`${process.env.OVERENS_CLOCK}.new`, process.env.OVERENS_CLOCK);
  for (const page of people.values()) await page.context().close();
  people.clear();
}

// ---- Two texts, each read in by one person and published by another ----

const agreement = (name, changed) => Array.from({ length: 60 }, (_, i) =>
  `# ${i + 1} ${name} ${i + 1}\n\nParterna ansvarar för del ${i + 1} av ${name.toLowerCase()} och planerar den tillsammans.${changed && i === 2 ? " Rättelse: också på natten." : ""}\n`).join("\n");

async function publish(title, label, text, existing) {
  const page = await go("staff", `${matter}/dokument/las-in`);
  await page.setInputFiles("#fil", { name: `${label}.md`, mimeType: "text/markdown", buffer: Buffer.from(text) });
  if (existing) await page.locator("#handling").selectOption({ label: await page.locator("#handling option", { hasText: title }).first().innerText() });
  else { await page.selectOption("#handling", "ny"); await page.fill("#titel", title); }
  await page.fill("#beteckning", label);
  await press(page, "main form[enctype] button[type=submit]");
  await says(page, `${label}: sixty provisions are read`, "Bestämmelser: 60");
  await press(page, 'main a.btn[href$="/spara"]');
  await press(page, "main form button[type=submit]");
  const version = page.url().replace(base, "").split("?")[0].split("#")[0].replace(/\/redigera.*/, "");
  if (existing) { // a changed provision has its reason
    await page.goto(`${base}${version}/publicera`);
    await press(page, "#andringar-x, main ul.lines h3 a");
    await page.fill("#skal", "Natten hade fallit bort.");
    await press(page, 'main form#f button.alt[value=spara], main form#f .acts button[value=spara]');
  }
  await page.goto(`${base}${version}/publicera`);
  await page.fill("#namn", label);
  await page.fill("#datum", day(existing ? 0 : -1));
  await page.check("input[name=status][value=consultation]");
  await press(page, "button[value=begar]");
  await says(page, `${label}: publication is asked for`, "Väntar på en kollega");
  const other = await go("staff_2", `${version}/publicera`);
  await press(other, "button[value=publicera]");
  check(`${label} is published by a second person`, (await other.context().request.get(`${base}${version}.txt`)).status() === 200, other.url());
}

// ---- Set-up ----

async function setUp() {
  let page = await go("staff", `${matter}/remiss/ny`);
  await page.fill("[name=titel]", "Remiss om två avtal");
  await page.locator("select[name=version]").selectOption({ label: await page.locator("select[name=version] option", { hasText: "Avtal A" }).first().innerText() });
  await page.fill("[name=dag]", day(60));
  await press(page, "main form button[type=submit]");
  const setup = page.url().replace(base, "").split("?")[0];
  round = setup.replace("/uppsattning", "");
  check("a draft of a round is made", /\/remiss\/\d+\/uppsattning$/.test(setup), setup);
  await says(page, "what is missing is said", "Lägg till minst en mottagare");
  await go("staff", `${setup}/text`);
  for (const [name, value] of Object.entries({ inledning: "Två avtal om samverkan.", beslutar: "Varje part.", svara: "Här i portalen.", sedan: "Svaren sammanställs.",
    kontakt: "Karin Karlsson", epost: "karin@regionen.example", dnr: "HS 2026-1" })) await page.fill(`[name=${name}]`, value);
  await press(page, "main form[method=post] button[type=submit]");
  await go("staff", `${setup}/dokument`);
  await page.locator("select[name=id]").selectOption({ label: await page.locator("select[name=id] option", { hasText: "Avtal B" }).first().innerText() });
  await press(page, "button[value=lagg-till]");
  await go("staff", `${setup}/mottagare`);
  await page.locator("#grupp").selectOption({ label: await page.locator("#grupp option", { hasText: "Kommuner i" }).first().innerText() });
  await press(page, "button[value=grupp]");
  await says(page, "all 49 are recipients", "49 mottagare");
  check("nobody else finds what is being set up", (await (await as("municipality_b")).goto(base + round)).status() === 404);
  await go("staff", setup);
  await press(page, 'form[action$="/klar"] button');
  check("one person alone cannot open it", await page.locator('form[action$="/oppna"]').count() === 0);
  const other = await go("staff_2", setup);
  await press(other, 'form[action$="/oppna"] button');
  page = await go("staff", round);
  await says(page, "the round is open for 49", /0 av 49/);
  await go("staff", `${round}/inbjudningar`);
  check("each party has its invitation's row", await page.locator("tbody tr").count() >= 49, String(await page.locator("tbody tr").count()));
}

// ---- Answering ----

async function answer(who, n, grade, text) {
  const page = await go(who, `${round}/svara/${n}`);
  await page.check(`[name=betyg][value=${grade}]`);
  await page.fill("[name=kommentar]", text);
  await press(page, "main form button[value=stanna], main form button[value=nasta]");
}

async function approveAll() {
  let page = await go("municipality_c", `${round}/godkann`);
  await press(page, "button[value=lamna]");
  for (const who of ["approver_c", "board_secretary_c", "municipality_c"]) {
    page = await go(who, `${round}/godkann`);
    await says(page, `it is ${who}'s turn`, "Det är din tur");
    await press(page, "button[value=godkann]");
  }
}

async function send(who, status = "officer") {
  const page = await go(who, `${round}/skicka`);
  await page.check(`[name=rattslage][value=${status}]`);
  await press(page, 'form[action$="/skicka"] button[type=submit]');
  check(`${who} has a receipt`, /\/kvittens\/SVAR-\d{4}-\d{6}$/.test(page.url()), `${page.url()}: ${(await words(page)).slice(0, 400)}`);
  return page.url().split("/").pop();
}

async function answering() {
  let page = await go("municipality_c", `${round}/inbjudan`);
  await press(page, "button[value=mottagit]");
  await says(page, "the party has acknowledged", "Bekräftad av");
  // Two people of Mölndal write; the list shows who.
  for (let n = 1; n <= 3; n++) await answer("municipality_c", n, "support", `Mölndals handläggare om ${n}.`);
  for (let n = 61; n <= 63; n++) await answer("approver_c", n, "reject", `Mölndals granskare om ${n}.`);
  page = await go("municipality_c", `${round}/svara`);
  check("both agreements and 120 provisions are in the list", await page.locator(".tasks > li").count() === 120, String(await page.locator(".tasks > li").count()));
  await says(page, "the other author is shown", "Granskare Mölndal");
  check("Borås sees none of it", !(await words(await go("municipality_b", `${round}/svara`))).includes("Mölndal"));
  page = await go("municipality_c", `${round}/skicka`);
  check("it cannot be sent before it is approved", await page.locator('form[action$="/skicka"] button[type=submit]').count() === 0);
  await approveAll();
  const first = await send("municipality_c", "preliminary");
  // Replaced: what was approved is another content now, so it is approved again.
  await answer("municipality_c", 1, "support_with_change", "Mölndal har ändrat sig om 1.");
  await approveAll();
  const second = await send("municipality_c");
  page = await go("municipality_c", `/kvittens/${first}`);
  await says(page, "the first receipt names the one that replaced it", second);
  // Borås, without scripts, straight to sending.
  await answer("municipality_b", 3, "support_with_change", "Borås vill ha natten med.");
  await answer("municipality_b", 120, "no_comment", "");
  await send("municipality_b");
}

// ---- While it runs ----

async function during() {
  const later = day(75);
  let page = await go("municipality_b", `${round}/anstand`);
  await page.fill("[name=dag]", later);
  await page.fill("[name=varfor]", "Nämnden sammanträder sent.");
  await press(page, "main form button[type=submit]");
  page = await go("staff", `${round}/anstand`);
  await page.fill('form:has([name=begaran]) [name=varfor]', "Det går bra.");
  await press(page, "button[value=ge]");
  page = await go("municipality_b", `${round}/svara`);
  await says(page, "the extension shows in the party's own pages", "anstånd");
  await publish("Avtal A", "Avtal A, rättat", agreement("Avtal A", true), true);
  page = await go("staff", `${round}/rattelse`);
  await page.locator("form:has([name=version])").first().locator("[name=version]").first().check();
  await page.locator("form:has([name=version]) [name=varfor]").first().fill("Natten hade fallit bort.");
  await press(page, "form:has([name=version]) button[type=submit]");
  page = await go("municipality_c", `${round}/inbjudan`);
  await says(page, "who has answered is told that the text was corrected", "rättad efter att ni svarade");
  await press(page, 'form[action$="/bekrafta"] button');
  page = await go("municipality_c", `${round}/inbjudan`);
  check("a confirmed answer is not asked about again", await page.locator('form[action$="/bekrafta"]').count() === 0);
  await says(await go("municipality_b", `${round}/svara/3`), "the corrected wording is answered", "också på natten");
}

async function afterwards() {
  await moveClock(`${day(65)}T10:00:00Z`); // the round has closed; Borås has ten days more
  const late = await (async () => { await answer("municipality_a", 5, "support", "Alingsås svarar för sent."); return send("municipality_a"); })();
  await says(await go("municipality_a", `/kvittens/${late}`), "late is said on the receipt", /sent|för sent/);
  await answer("municipality_b", 3, "support", "Borås är nöjt med rättelsen.");
  const inTime = await send("municipality_b");
  check("within the extension it is in time", !/för sent/.test(await words(await go("municipality_b", `/kvittens/${inTime}`))));
  const early = await (await as("municipality_a")).goto(`${base}${round}/sammanstallning`);
  check("nobody else sees figures before all have closed", early.status() === 403, String(early.status()));
  await moveClock(`${day(80)}T10:00:00Z`);
}

// ---- Compilation, publication, exports ----

const rowsOf = (csv) => csv.replace(/^\ufeff/, "").trim().split(/\r?\n(?=(?:[^"]*"[^"]*")*[^"]*$)/);

async function compiling() {
  let page = await go("staff", `${round}/sammanstallning`);
  await says(page, "two of 49 have answered in time", /2 av 49/);
  check("both agreements have their tables", (await words(page)).includes("Avtal A") && (await words(page)).includes("Avtal B"));
  page = await go("staff", `${round}/status`);
  check("the board has all 49", await page.locator("tbody tr").count() >= 49, String(await page.locator("tbody tr").count()));
  const request = page.context().request;
  const csv = await request.get(`${base}${round}/sammanstallning.csv`);
  check("CSV is there", csv.status() === 200, String(csv.status()));
  const lines = rowsOf(await csv.text());
  for (const name of ["Mölndal", "Borås", "Alingsås", "Åmål"]) check(`the CSV has ${name}`, lines.some((l) => l.includes(name)), `${lines.length} rows`);
  for (const kind of ["xlsx", "json", "docx", "odt"]) {
    const file = await request.get(`${base}${round}/sammanstallning.${kind}`);
    check(`the ${kind} is there`, file.status() === 200 && (await file.body()).length > 2000, String(file.status()));
  }
  const json = JSON.stringify(await (await request.get(`${base}${round}/sammanstallning.json`)).json());
  check("the JSON has what counts and not what was replaced", json.includes("Borås är nöjt") && json.includes("Mölndal har ändrat sig om 1.") && !json.includes("Mölndals handläggare om 1."));
}

async function publishing() {
  const visitor = await (await context(browser)).newPage();
  check("unpublished is not for everybody", (await visitor.goto(`${base}${round}/sammanstallning`)).status() === 403);
  const page = await go("staff", `${round}/sammanstallning/publicera`);
  await press(page, "main form button.btn:not(.alt)");
  const shown = await visitor.goto(`${base}${round}/sammanstallning`);
  check("published is for everybody", shown.status() === 200, String(shown.status()));
}

try {
  await publish("Avtal A", "Avtal A", agreement("Avtal A"));
  await publish("Avtal B", "Avtal B", agreement("Avtal B"));
  await setUp();
  await answering();
  await during();
  await afterwards();
  await compiling();
  await publishing();
} catch (error) {
  check("the job ran to its end", false, error.stack);
} finally {
  await browser.close();
}
report();
