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

  /* Autosave: two seconds after the last key, when leaving a field, when the page is hidden. */
  $("form[data-autosave]", function (f) {
    var out = f.querySelector("[role=status]"), timer, dirty = false;
    function say(t) { if (out) out.textContent = t; }
    /* A text that never reached the server is offered again, with the row version it was written over: has a colleague saved since, both are shown. */
    var area = f.querySelector("textarea"), row = f.querySelector("[name=radversion]"), kept = store.get("ov-ko:" + here) || "", cut = kept.indexOf("\n"), text = kept.slice(cut + 1);
    if (cut >= 0 && area && out) {
      if (text === area.value) store.set("ov-ko:" + here, null);
      else {
        var b = d.createElement("button"); b.type = "button"; b.className = "lnk"; b.textContent = tr("Hämta den", "Fetch it");
        b.addEventListener("click", function () { area.value = text; if (row) row.value = kept.slice(0, cut); b.remove(); area.focus(); dirty = true; say(""); });
        say(tr("På den här enheten finns en text som inte sparades.", "There is a text on this device that was not saved.")); out.parentNode.appendChild(d.createTextNode(" ")); out.parentNode.appendChild(b);
      }
    }
    function send() {
      if (!dirty) return; dirty = false; var asked = Date.now();
      fetch(f.getAttribute("data-autosave"), { method: "POST", body: new FormData(f), headers: { Accept: "application/json" }, keepalive: true }).then(function (r) {
        if (r.status === 409 || r.status === 403) { f.submit(); return; }   /* the server shows both texts, or gives the text back and says why */
        if (!r.ok) throw new Error(r.status);
        alive(r, asked);
        store.set("ov-ko:" + here, null); var now = new Date().toLocaleTimeString("sv-SE", { hour: "2-digit", minute: "2-digit" }); say(tr("Sparat kl. " + now.replace(":", "."), "Saved at " + now));
      }).catch(function () { dirty = true; if (area) store.set("ov-ko:" + here, (row ? row.value : "") + "\n" + area.value); say(tr("Inte sparat. Texten finns kvar på den här enheten och sparas när nätet är tillbaka.", "Not saved. The text stays on this device and is saved when the network is back.")); });
    }
    f.addEventListener("input", function () { dirty = true; clearTimeout(timer); timer = setTimeout(send, 2000); });
    f.addEventListener("focusout", send); d.addEventListener("visibilitychange", function () { if (d.hidden) send(); }); window.addEventListener("online", send);
    f.addEventListener("submit", function () { dirty = false; });
    window.addEventListener("beforeunload", function (e) { if (dirty) e.preventDefault(); });
  });
  $("textarea[maxlength]", function (t) { var o = d.getElementById(t.id + "-kvar"); if (!o) return; var f = function () { o.textContent = (t.maxLength - t.value.length).toLocaleString(tr("sv-SE", "en-GB")) + tr(" tecken kvar", " characters left"); }; t.addEventListener("change", f); f(); });
})();
