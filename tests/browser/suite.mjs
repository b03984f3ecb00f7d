// SPDX-License-Identifier: EUPL-1.2
// The whole browser suite: the main jobs with and without scripts, then a crawl as each kind of user.
import { access, launch, report, check } from "./browser.mjs";
import { crawl } from "./crawl.mjs";
import { jobs } from "./jobs.mjs";
import { session } from "./session.mjs";
import { signin } from "./signin.mjs";
import { typing } from "./typing.mjs";

const three = "/arende/halsoavtal-2026/jamfor?v=avtal-2017&v=remissversion-1&v=remissversion-2"; // no page links so many
const visits = [["visitor", ["/", "/logga-in", "/logga-in/lank?skickad=1", `${three}&vy=lopande&text=1`, `${three}&vy=andrat`, `${three}&vy=spalter`]]];
for (const who of ["staff", "admin", "municipality_a", "economist", "council", "auditor", "org_admin_a"]) if (access.users[who]) visits.push([who]);
const inTurn = async (job, browser) => { for (const javaScriptEnabled of [false, true]) await job(browser, javaScriptEnabled); };

// What writes as the same people comes one after the other; getting in is other people's.
async function write(browser) {
  await inTurn(jobs, browser);
  await inTurn(session, browser);
  await typing(browser);
}
// The next visit that nobody has begun, two at a time: one core paints while another validates.
async function visit(browser) {
  while (visits.length) await crawl(browser, ...visits.shift());
}

const browser = await launch();
try {
  await Promise.all([write(browser), inTurn(signin, browser)]);
  await Promise.all([visit(browser), visit(browser)]);
} catch (error) {
  check("the suite ran to its end", false, error.stack);
} finally {
  await browser.close();
}
report();
