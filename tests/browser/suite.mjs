// SPDX-License-Identifier: EUPL-1.2
// The whole browser suite: crawl as each kind of user, then the three main jobs, with and without scripts.
import { access, launch, report, check } from "./browser.mjs";
import { crawl } from "./crawl.mjs";
import { jobs } from "./jobs.mjs";
import { session } from "./session.mjs";
import { signin } from "./signin.mjs";
import { typing } from "./typing.mjs";

const browser = await launch();
try {
  for (const javaScriptEnabled of [false, true]) await jobs(browser, javaScriptEnabled);
  for (const javaScriptEnabled of [false, true]) await session(browser, javaScriptEnabled);
  for (const javaScriptEnabled of [false, true]) await signin(browser, javaScriptEnabled);
  await typing(browser);
  const three = "/arende/halsoavtal-2026/jamfor?v=avtal-2017&v=remissversion-1&v=remissversion-2"; // no page links so many
  await crawl(browser, "visitor", ["/", "/logga-in", "/logga-in/lank?skickad=1", `${three}&vy=lopande&text=1`, `${three}&vy=andrat`, `${three}&vy=spalter`]);
  for (const who of ["municipality_a", "staff", "economist", "council", "auditor", "org_admin_a", "admin"]) if (access.users[who]) await crawl(browser, who);
} catch (error) {
  check("the suite ran to its end", false, error.stack);
} finally {
  await browser.close();
}
report();
