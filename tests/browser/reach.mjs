// SPDX-License-Identifier: EUPL-1.2
// What axe does not see of a page that stands there: the way through it by keyboard, text at 200 %, scripts off, names and errors.
import { check } from "./browser.mjs";

// Stops of the Tab key in the page; of a group of radio buttons one is enough.
function stops() {
  window.reach = { seen: [], found: [] };
  const at = window.reach, name = (e) => `${e.tagName.toLowerCase()} ${(e.id && `#${e.id}`) || e.getAttribute("name") || e.getAttribute("href") || (e.textContent || "").trim().slice(0, 40)}`;
  at.name = name;
  for (const d of document.querySelectorAll("details")) d.open = true;
  const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0;
  const group = (e) => e.type === "radio" && [...document.querySelectorAll("input[type=radio]")].some((r) => r !== e && r.name === e.name && r.form === e.form && at.seen.includes(r));
  at.want = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter((e) => !e.matches(".vh[tabindex='-1']") /* the button that Enter in a field presses */ && shown(e) && !e.disabled && e.type !== "hidden" && !(e.tagName === "SUMMARY" && e.parentElement.querySelector("summary") !== e)).slice(0, 300); // a table of all parties has thousands
  at.missed = () => at.want.filter((e) => !at.seen.includes(e) && !group(e)).map(name);
  // The one that has the focus is looked at when the next key comes: by then it has been scrolled into view.
  at.leave = () => {
    const e = document.activeElement;
    if (!e || e === document.body) return;
    if (!at.seen.includes(e)) {
      const last = at.seen[at.seen.length - 1];
      if (last && !(last.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING)) { // once round: errors have the focus first
        if (at.turned || at.first) at.found.push(`${name(e)} comes after ${name(last)}`);
        at.turned = true;
      }
      at.seen.push(e);
      const style = getComputedStyle(e), box = e.getBoundingClientRect();
      if (e.matches(":focus-visible") && (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2)) at.found.push(`${name(e)} does not show its focus`);
      const rects = [...e.getClientRects()], inside = (r) => r.width && r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth;
      if (!rects.some(inside)) at.found.push(`${name(e)} is out of sight at ${Math.round(box.left)},${Math.round(box.top)}`);
      else if (!rects.filter(inside).some((r) => { const on = document.elementFromPoint(Math.min(innerWidth - 1, Math.max(0, (r.left + r.right) / 2)), Math.min(innerHeight - 1, Math.max(0, (r.top + r.bottom) / 2))); return on && (e.contains(on) || on.contains(e)); }))
        at.found.push(`${name(e)} is covered`);
    }
  };
  document.addEventListener("keydown", (event) => { if (event.key === "Tab") at.leave(); }, true);
  for (const e of document.querySelectorAll("[tabindex]")) if (e.tabIndex > 0) at.found.push(`${name(e)} has tabindex ${e.tabIndex}`);
  for (const e of document.querySelectorAll("body *")) {
    if (e.hasAttribute("onclick")) at.found.push(`${name(e)} has onclick`);
    if (getComputedStyle(e).cursor === "pointer" && !e.closest("a[href], button, label, summary, select, input")) at.found.push(`${name(e)} looks clickable and is no stop`);
  }
  at.first = document.activeElement === document.body;
  return at.want.length;
}

// Keys are sent without waiting for one another: a page has some hundred stops.
async function byKeyboard(page, name) {
  const cdp = await page.context().newCDPSession(page);
  const wanted = await page.evaluate(stops), key = { key: "Tab", code: "Tab", windowsVirtualKeyCode: 9 };
  for (let sent = 0, left = wanted; left && sent < 3 * wanted + 30; left = await page.evaluate(() => window.reach.missed().length)) {
    const burst = [], many = Math.min(left + 1, 60); // a date has four stops, and what scrolls has one
    for (let i = 0; i < many; i++) burst.push(cdp.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...key }), cdp.send("Input.dispatchKeyEvent", { type: "keyUp", ...key }));
    await Promise.all(burst);
    sent += many;
  }
  const result = await page.evaluate(() => { window.reach.leave(); return { found: window.reach.found, missed: window.reach.missed() }; });
  check(`${name} the keyboard reaches everything`, result.missed.length === 0, result.missed.slice(0, 5).join("; "));
  check(`${name} the keyboard's way is in order and in sight`, result.found.length === 0, result.found.slice(0, 5).join("; "));
  await cdp.detach();
}

// Text that is cut, runs out of its box or lies over other text.
function faultsOfText() {
  const found = [], over = document.documentElement.scrollWidth - innerWidth;
  const name = (e) => `${e.tagName.toLowerCase()}${e.id ? `#${e.id}` : ""}${e.className && typeof e.className === "string" ? `.${e.className.split(" ")[0]}` : ""} “${(e.textContent || e.value || "").trim().slice(0, 30)}”`;
  if (over > 0) found.push(`${over} px too wide: ${[...document.querySelectorAll("main *, header *, footer *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, .vh, .skip")).slice(0, 3).map(name).join(", ")}`);
  for (const e of document.querySelectorAll("body *")) {
    if (e.closest(".vh, .skip, svg, [hidden]") || !e.clientWidth) continue;
    const style = getComputedStyle(e);
    if (e.scrollWidth > e.clientWidth + 2 && /hidden|clip/.test(style.overflowX) && !/INPUT|SELECT|TEXTAREA/.test(e.tagName)) found.push(`${name(e)} is cut`);
    if (e.scrollHeight > e.clientHeight + 4 && /hidden|clip/.test(style.overflowY)) found.push(`${name(e)} is cut below`);
  }
  const lines = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
  for (let node; (node = walker.nextNode()) && lines.length < 3000;) {
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest(".vh, .skip, svg, option, noscript, script, .t.pin") || !parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    range.selectNodeContents(node);
    for (const r of range.getClientRects()) if (r.width > 2) lines.push({ left: r.left, right: r.right, top: r.top + r.height * .3, bottom: r.bottom - r.height * .3, parent });
  }
  lines.sort((a, b) => a.top - b.top);
  for (let i = 0; i < lines.length; i++)
    for (let j = i + 1; j < lines.length && lines[j].top < lines[i].bottom; j++) {
      const a = lines[i], b = lines[j];
      if (a.parent !== b.parent && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 3 && Math.min(a.bottom, b.bottom) - b.top > 3) found.push(`${name(a.parent)} lies over ${name(b.parent)}`);
    }
  return found.slice(0, 5);
}

async function textTwice(page, name) {
  for (const width of [640, 1280]) {
    await page.setViewportSize({ width, height: 900 });
    const found = await page.evaluate(`document.documentElement.style.fontSize = "200%"; (${faultsOfText})()`);
    check(`${name} holds text at 200 % and ${width} px`, found.length === 0, found.join("; "));
  }
  await page.evaluate(() => { document.documentElement.style.fontSize = ""; });
}

// The page as the server sent it, where no script has run, and what it says to those who hear it.
function faultsOfHtml(html) {
  const doc = new DOMParser().parseFromString(html, "text/html"), found = [], all = (s, n = doc) => [...n.querySelectorAll(s)];
  const name = (e) => `${e.tagName.toLowerCase()} ${e.id || e.getAttribute("action") || e.getAttribute("name") || (e.textContent || "").trim().slice(0, 40)}`;
  const unseen = (e) => e.closest("[hidden]") !== null;
  for (const form of all("form").filter((f) => !unseen(f))) {
    const ways = [...all("button, input[type=submit]", form), ...(form.id ? all(`[form="${form.id}"]`) : [])].filter((b) => (b.getAttribute("type") || "submit") === "submit" && !b.hasAttribute("disabled") && !unseen(b));
    if (!ways.length) found.push(`${name(form)} cannot be sent without scripts`);
  }
  for (const b of all("button[type=button]")) if (!unseen(b)) found.push(`${name(b)} does nothing without scripts`);
  for (const e of all("[hidden]")) if (!e.closest("[data-js], #slut, [data-osparat]")) found.push(`${name(e)} stays hidden without scripts`);
  for (const e of all("a[href^='javascript:'], a:not([href])")) found.push(`${name(e)} leads nowhere`);
  if (all("h1").length !== 1) found.push(`${all("h1").length} h1`);
  if (all("main").length !== 1) found.push(`${all("main").length} main`);
  for (const e of all("nav")) if (!e.getAttribute("aria-label") && !e.getAttribute("aria-labelledby")) found.push(`${name(e)} has no name`);
  for (const e of all("[aria-describedby], [aria-labelledby], [aria-controls], label[for]")) for (const at of ["aria-describedby", "aria-labelledby", "aria-controls", "for"])
    for (const id of (e.getAttribute(at) || "").split(/\s+/).filter(Boolean)) if (!doc.getElementById(id)) found.push(`${name(e)} ${at} names ${id}, which is not there`);
  for (const e of all("[aria-invalid=true]")) if (!(e.getAttribute("aria-describedby") || "").split(/\s+/).some((id) => doc.getElementById(id)?.matches(".err"))) found.push(`${name(e)} is not tied to its error`);
  for (const e of all(".err[id]")) if (!all(`[aria-describedby~="${e.id}"]`).length) found.push(`the error ${e.id} belongs to nothing`);
  for (const e of all(".errs, .note.bad[role=group]")) if (!e.hasAttribute("autofocus") || e.getAttribute("tabindex") !== "-1") found.push("the errors do not get the focus");
  for (const t of all("main table")) {
    if (!t.querySelector("caption") && !t.getAttribute("aria-label") && !t.getAttribute("aria-labelledby") && !t.closest("[role=group][aria-label]")) found.push(`a table has no caption: ${t.textContent.trim().slice(0, 40)}`);
    for (const th of all("th", t)) if (!th.getAttribute("scope")) found.push(`the heading “${th.textContent.trim().slice(0, 30)}” has no scope`);
    if (!t.querySelector("th") && !t.closest(".law")) found.push(`a table has no headings: ${t.textContent.trim().slice(0, 40)}`);
  }
  for (const s of all("svg")) if (!s.closest("[aria-hidden=true]") && !(s.getAttribute("role") === "img" && (s.getAttribute("aria-label") || s.getAttribute("aria-labelledby") || s.querySelector("title")))) found.push("an svg has neither a name nor is hidden");
  for (const f of all("fieldset")) if (!f.querySelector("legend")?.textContent.trim()) found.push(`${name(f)} has no legend`);
  if (!/^(sv|en)$/.test(doc.documentElement.lang) || !doc.title.trim()) found.push("the page has no language or title");
  return found.slice(0, 5);
}

// What was not seen yet of a kind of page: another user may have other forms on it.
const known = new Set();
function unknown(html, kind) {
  const forms = [...html.matchAll(/<(?:form|button|input|select|textarea)\b[^>]*?\s(?:action|name)="([^"]*)"[^>]*/g)].map((m) => m[1].replace(/\d+/g, "n"));
  const shape = `${kind} ${[...new Set(forms)].sort().join(" ")}`;
  return !known.has(shape) && known.add(shape);
}

// html: as the server sent it. The page stands there.
export async function heard(page, html, name) {
  const found = await page.evaluate(`(${faultsOfHtml})(${JSON.stringify(html)})`);
  check(`${name} works without scripts and is well named`, found.length === 0, found.join("; "));
}

export async function reach(page, html, kind, name) {
  await heard(page, html, name);
  if (!unknown(html, kind)) return false;
  await textTwice(page, name);
  await byKeyboard(page, name);
  return true;
}

// The forms of a page that want something, as they are sent when nothing is written in them. (What saves itself would send
// itself again while it is looked at.)
function emptied(html) {
  const doc = new DOMParser().parseFromString(html, "text/html");
  return [...doc.querySelectorAll("main form[method=post]:not([data-autosave])")].filter((f) => f.querySelector("input[required]:not([type=radio], [type=checkbox]), textarea[required]")).map((f) => {
    const button = [...f.elements].find((e) => e.type === "submit" && !e.disabled);
    const sent = [...f.elements].filter((e) => e.name && !/submit|file/.test(e.type) && (!/radio|checkbox/.test(e.type) || e.checked)).map((e) => [e.name, /hidden|radio|checkbox|select/.test(e.type) ? e.value : ""]);
    if (button?.name) sent.push([button.name, button.value]);
    return { action: f.getAttribute("action"), multipart: f.enctype === "multipart/form-data", sent };
  });
}

// Each of them is refused and gives a page; show(answer's HTML, name) looks at it when it stands there.
export async function refused(page, base, path, html, who, show) {
  for (const form of await page.evaluate(`(${emptied})(${JSON.stringify(html)})`)) {
    const action = new URL(form.action || path, base), name = `${who} ${action.pathname} sent empty`, headers = { Origin: new URL(base).origin };
    const body = form.multipart ? { multipart: Object.fromEntries(form.sent) } : { data: new URLSearchParams(form.sent).toString() };
    if (!form.multipart) headers["Content-Type"] = "application/x-www-form-urlencoded";
    const answer = await page.context().request.post(action.href, { ...body, headers, maxRedirects: 0 });
    check(`${name} is refused`, answer.status() === 422, String(answer.status()));
    if (answer.status() !== 422) continue;
    const shown = await answer.text();
    await page.route((url) => url.href === action.href, (route) => route.fulfill({ body: shown, contentType: "text/html; charset=utf-8" }), { times: 1 });
    await page.goto(action.href);
    check(`${name} brings the focus to what is wrong`, await page.waitForFunction(() => document.activeElement.matches(".errs, .note.bad"), null, { timeout: 15000 }).then(() => true, () => false), await page.evaluate(() => document.activeElement.outerHTML.slice(0, 80)));
    await show(shown, name);
  }
}
