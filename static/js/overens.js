/* Överens: everything here is a bonus; each page works without it. No inline code, no libraries. */
(function () {
  "use strict";
  var d = document, root = d.documentElement, $ = function (s, f) { Array.prototype.forEach.call(d.querySelectorAll(s), f); };
  var store = { get: function (k) { try { return localStorage.getItem(k); } catch (e) { return null; } }, set: function (k, v) { try { if (v === null) localStorage.removeItem(k); else localStorage.setItem(k, v); } catch (e) { /* private mode */ } } };

  var en = root.lang === "en", tr = function (sv, english) { return en ? english : sv; };

  $("[data-js]", function (el) { el.hidden = false; });

  /* Theme and language are ordinary forms: the server sets the cookie, so that no page flashes. */

  /* Contents: mark the section being read, remember it, offer to go on. */
  var here = location.pathname, provs = d.querySelectorAll(".prov[id]");
  if (provs.length && "IntersectionObserver" in window) {
    var io = new IntersectionObserver(function (es) { es.forEach(function (e) { if (!e.isIntersecting) return;
      $(".toc a", function (a) { if (a.hash === "#" + e.target.id) a.setAttribute("aria-current", "true"); else a.removeAttribute("aria-current"); });
      if (window.scrollY > 400) store.set("ov-las:" + here, e.target.id); }); }, { rootMargin: "0px 0px -70% 0px" });
    Array.prototype.forEach.call(provs, function (p) { io.observe(p); });
    var last = store.get("ov-las:" + here), go = d.getElementById("fortsatt");
    if (go && last && d.getElementById(last)) { go.href = "#" + last; var place = d.getElementById(last), no = place.querySelector(".no") || place.querySelector("h2, h3, h4, h5, h6"); go.textContent = tr("Fortsätt läsa på ", "Read on at ") + (no ? no.textContent.trim().slice(0, 40) : last); }
  }
  /* A visitor's earlier version of this text: the link that compares starts from it. (Those who are signed in have marks.) */
  var law = d.querySelector("[data-las]"), cmp = d.getElementById("jamfor");
  if (law) {
    var own = law.dataset, key = "ov-text:" + own.las, known = [];
    try { known = JSON.parse(store.get(key)); } catch (e) { /* not ours */ }
    if (!Array.isArray(known)) known = [];
    var base = known.filter(function (o) { return o && o.dag < own.dag; }).sort(function (a, b) { return a.dag < b.dag ? -1 : 1; }).pop();
    if (base && cmp) { cmp.href = cmp.href.replace(/v=[^&]*/, "v=" + encodeURIComponent(base.v)) + "&vy=andrat"; cmp.textContent = tr("Ändrat sedan du läste ", "Changed since you read ") + base.namn; }
    var note = function () { if (window.scrollY < 400) return; window.removeEventListener("scroll", note);
      if (!known.some(function (o) { return o && o.v === own.v; })) store.set(key, JSON.stringify(known.concat([{ v: own.v, dag: own.dag, namn: own.namn }]).slice(-9))); };
    window.addEventListener("scroll", note, { passive: true });
  }
  /* On a narrow screen the contents start folded. */
  $(".toc > details", function (t) { if (window.matchMedia("(max-width: 63.99rem)").matches) t.open = false; });

  $("[data-print]", function (b) { b.addEventListener("click", function () { window.print(); }); });
  $("[data-copy]", function (a) { a.addEventListener("click", function (e) { if (!navigator.clipboard) return; e.preventDefault(); navigator.clipboard.writeText(a.href).then(function () { var t = a.textContent; a.textContent = tr("Länken är kopierad", "The link is copied"); setTimeout(function () { a.textContent = t; }, 3000); }); }); });

  /* The session: a warning five minutes before it ends, in every tab, and afterwards what to do. */
  var bar = d.getElementById("slut"), alive = function () { /* nobody is signed in */ };
  if (bar) {
    var word = bar.querySelector("[role=status]"), stay = bar.querySelector("form"), again = bar.querySelector("a");
    var ends = Date.now() - performance.now() + bar.dataset.kvar * 1000, told = 0, tick, place0;
    var clock = function () { var t = new Date(ends).toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" }); return en ? t : t.replace(":", "."); };
    var tell = function (t) { bar.hidden = false; setTimeout(function () { word.textContent = t; }, 100); };
    var look = function () {
      var left = ends - Date.now(), now = left <= 0 ? 2 : left <= 300000 ? 1 : 0;
      clearTimeout(tick); tick = setTimeout(look, Math.min(30000, Math.max(500, now ? left : left - 300000)));
      if (now === told) return;
      told = now; stay.hidden = now !== 1; again.hidden = true;
      if (!now) bar.hidden = true;
      else if (now === 1) tell(tr("Du loggas ut kl. " + clock() + " om du inte fortsätter.", "You will be signed out at " + clock() + " unless you continue."));
      else if (d.querySelector("main textarea")) tell(tr("Du har loggats ut. Det du har skrivit är kvar: spara som vanligt, logga in, och det blir sparat.", "You have been signed out. What you have written is still here: save as usual, sign in, and it will be saved."));
      else { again.hidden = false; tell(tr("Du har loggats ut.", "You have been signed out.")); }
    };
    again.href = "/logga-in?till=" + encodeURIComponent(here + location.search);
    alive = function (r, asked) { var left = r.headers.get("Overens-Kvar"); if (left) { ends = asked + left * 1000; store.set("ov-slut", ends); look(); } };
    stay.addEventListener("submit", function (e) {
      var asked = Date.now(); e.preventDefault();
      fetch(stay.action, { method: "POST", body: new URLSearchParams(new FormData(stay)), headers: { Accept: "application/json" } }).then(function (r) {
        if (r.status !== 204) { ends = 0; look(); return; }
        alive(r, asked);
        if (told) { tell(tr("Du loggas ut kl. " + clock() + ". Längre än så är ingen inloggad i ett sträck. Spara det du skriver.", "You will be signed out at " + clock() + ". Nobody stays signed in for longer. Save what you are writing.")); stay.hidden = true; return; }
        stay.hidden = true; tell(tr("Du är inloggad till kl. " + clock() + ".", "You are signed in until " + clock() + "."));
        if (place0) place0.focus();
        setTimeout(function () { if (!told) bar.hidden = true; }, 10000);
      }).catch(function () { tell(tr("Det gick inte att nå portalen. Försök igen.", "The portal could not be reached. Try again.")); });
    });
    d.addEventListener("focusin", function (e) { if (!bar.contains(e.target)) place0 = e.target; });
    window.addEventListener("storage", function (e) { if (e.key === "ov-slut" && +e.newValue) { ends = +e.newValue; look(); } });
    d.addEventListener("visibilitychange", look);
    store.set("ov-slut", ends); look();
  }

  /* What is typed lies on this device too, under the account's and the form's names, until the server has it: the network goes, pages are left,
     browsers end. Nobody else who signs in here is shown it. {f: fields, s: sent by a person, n: refused by the server} */
  var mine = bar && bar.dataset.konto ? "ov-ko:" + bar.dataset.konto + ":" : null, works = (store.set("ov-t", 1), store.get("ov-t") === "1");
  var kept = function (k) { try { return JSON.parse(store.get(k)); } catch (e) { return null; } };
  var keep = function (k, o) { if (mine) store.set(mine + k, o && JSON.stringify(o)); };
  var each = function (f, g) { Array.prototype.forEach.call(f.elements, function (e) { if (e.name && e.name[0] !== "_" && !/submit|button|file|password/.test(e.type)) g(e); }); };
  var values = function (f) { var o = {}; each(f, function (e) { if (!/radio|checkbox/.test(e.type) || e.checked) o[e.name] = e.value; }); return o; };
  var fill = function (f, o) { each(f, function (e) { if (!(e.name in o)) return; if (/radio|checkbox/.test(e.type)) e.checked = e.value === o[e.name]; else e.value = o[e.name]; if (e.tagName === "TEXTAREA" && e.closest("details") && e.value !== e.defaultValue) e.closest("details").open = true; }); };
  var tidy = function (t) { return String(t).normalize("NFC").replace(/\r\n?/g, "\n").replace(/[ \t]+$/gm, "").trim(); };
  var same = function (a, b) { return Object.keys(a).every(function (k) { return k === "radversion" || k === "till" || tidy(a[k]) === tidy(k in b ? b[k] : ""); }); };
  /* A form that a person sent and that led on to another page has arrived. */
  var nav = performance.getEntriesByType && performance.getEntriesByType("navigation")[0], keys = [];
  try { if (mine) keys = Object.keys(localStorage).filter(function (k) { return k.indexOf(mine) === 0; }); } catch (e) { /* private mode */ }
  keys = keys.filter(function (k) { var o = kept(k); if (o && !(o.s && nav && nav.redirectCount)) return true; store.set(k, null); return false; });
  /* Offers what was kept: whoever wrote it chooses. */
  function offer(f, o, k, taken) {
    var p = d.createElement("p"), add = function (t, g) { var b = d.createElement("button"); b.type = "button"; b.className = "lnk"; b.textContent = t; b.addEventListener("click", function () { g(); p.remove(); }); p.appendChild(d.createTextNode(" ")); p.appendChild(b); };
    p.className = "note warn"; p.setAttribute("role", "status"); f.insertBefore(p, f.firstChild);
    setTimeout(function () { p.insertBefore(d.createTextNode(tr("På den här enheten finns en text som inte sparades.", "There is a text on this device that was not saved.")), p.firstChild); }, 100);
    add(tr("Hämta den", "Fetch it"), function () { fill(f, o.f); var a = f.querySelector("textarea"); if (a) a.focus(); if (taken) taken(); });
    add(tr("Ta bort den", "Delete it"), function () { keep(k, null); });
  }
  $("[data-osparat]", function (el) { keys.forEach(function (k) { var at = k.slice(mine.length), a; if (at.indexOf(el.dataset.osparat) !== 0) return;
    var row = d.querySelector('.tasks a[href="' + at + '"]'); a = d.createElement("a"); a.href = at; a.textContent = row ? row.textContent : at; el.hidden = false; el.appendChild(d.createTextNode(" ")); el.appendChild(a); }); });
  $("form[data-kopia]", function (f) { f.addEventListener("submit", function () { keep(f.getAttribute("action"), { f: values(f), s: 1 }); }); });
  $("a[data-glom]", function (a) { a.addEventListener("click", function () { keep(a.getAttribute("href"), null); }); });

  /* Autosave: two seconds after the last key, when leaving a field, when the page is hidden. */
  $("form[data-autosave]", function (f) {
    var out = f.querySelector("[role=status]"), key = f.getAttribute("action"), row = f.elements.radversion, was = mine && kept(mine + key), bad = f.querySelector("[aria-invalid]"), timer, dirty = false, busy = false;
    function say(t) { if (out) out.textContent = t; }
    function mark() { dirty = true; keep(key, { f: values(f) }); clearTimeout(timer); timer = setTimeout(send, 2000); }
    function lost() { say(tr("Inte sparat. Texten finns kvar på den här enheten och sparas när nätet är tillbaka.", "Not saved. The text stays on this device and is saved when the network is back.")); }
    function send() {
      if (!dirty || busy) return;
      var asked = Date.now(); dirty = false; busy = true; clearTimeout(timer);
      fetch(f.dataset.autosave, { method: "POST", body: new FormData(f), headers: { Accept: "application/json" }, keepalive: d.hidden }).then(function (r) {
        busy = false;
        if (r.status === 423) return r.json().then(function (j) { dirty = true; keep(key, { f: values(f) }); say(tr(j.skriver + " skriver på svaret nu. Din text är inte sparad, men finns kvar på den här enheten. Välj Spara för att spara den ändå.", j.skriver + " is writing this answer now. Your text is not saved but stays on this device. Choose Save to save it anyway.")); });
        if (r.status >= 400 && r.status < 500 && r.status !== 408 && r.status !== 429) { keep(key, { f: values(f), n: 1 }); f.submit(); return; }   /* the server shows both texts, or gives the text back and says why */
        if (!r.ok) throw new Error(r.status);
        alive(r, asked);
        return r.json().then(function (j) { if (row) row.value = j.radversion; if (dirty) mark(); else keep(key, null); say(tr("Sparat ", "Saved ") + (en ? j.sparat.replace("kl. ", "at ").replace(".", ":") : j.sparat)); });
      }).catch(function () { busy = false; dirty = true; keep(key, { f: values(f) }); lost(); clearTimeout(timer); timer = setTimeout(send, 15000); });
    }
    if (works && mine) f.reset();   /* what the browser filled in by itself may be older than what is stored */
    if (was && same(was.f, values(f)) && !bad) keep(key, null);
    else if (was && was.n) offer(f, was, key, mark);
    else if (was) { fill(f, was.f); dirty = true; send(); }
    if (bad) mark();
    f.addEventListener("input", mark); f.addEventListener("change", mark); f.addEventListener("focusout", send);
    d.addEventListener("visibilitychange", function () { if (d.hidden) send(); });
    window.addEventListener("pagehide", send); window.addEventListener("pageshow", send); window.addEventListener("online", send); window.addEventListener("offline", function () { if (dirty) lost(); });
    f.addEventListener("submit", function () { if (dirty || busy || was) keep(key, { f: values(f), s: 1 }); clearTimeout(timer); dirty = false; });
    window.addEventListener("beforeunload", function (e) { if (dirty) e.preventDefault(); });
  });
  /* Other forms with long texts are saved by people alone; what did not get there is offered again. */
  $("main form[method=post]:not([data-autosave]):not([data-kopia])", function (f) {
    if (!mine || !f.querySelector("textarea") || f.querySelector("[type=password]")) return;
    var key = here + "#" + f.getAttribute("action"), was = kept(mine + key), sent = function (s) { keep(key, { f: values(f), s: s }); };
    if (was && same(was.f, values(f))) { if (!d.querySelector(".errs, .err")) keep(key, null); } else if (was) offer(f, was, key);
    f.addEventListener("input", function () { sent(0); }); f.addEventListener("submit", function () { sent(1); });
  });
  $("textarea[maxlength]", function (t) { var o = d.getElementById(t.id + "-kvar"); if (!o) return; var f = function () { o.textContent = (t.maxLength - t.value.length).toLocaleString(tr("sv-SE", "en-GB")) + tr(" tecken kvar", " characters left"); }; t.addEventListener("change", f); f(); });
})();
