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
      if (!dirty) return; dirty = false;
      fetch(f.getAttribute("data-autosave"), { method: "POST", body: new FormData(f), headers: { Accept: "application/json" }, keepalive: true }).then(function (r) {
        if (r.status === 409 || r.status === 403) { f.submit(); return; }   /* the server shows both texts, or gives the text back and says why */
        if (!r.ok) throw new Error(r.status);
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
