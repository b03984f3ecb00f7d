// SPDX-License-Identifier: EUPL-1.2
// The whole browser suite: crawl as each kind of user, then the three main jobs, with and without scripts.
import { access, launch, report, check } from "./browser.mjs";
import { crawl } from "./crawl.mjs";
import { jobs } from "./jobs.mjs";

const browser = await launch();
try {
  for (const javaScriptEnabled of [false, true]) await jobs(browser, javaScriptEnabled);
  await crawl(browser, "visitor", ["/", "/logga-in", "/finns-inte"].slice(0, 2));
  for (const who of ["municipality_a", "staff", "economist", "council"]) if (access.users[who]) await crawl(browser, who);
} catch (error) {
  check("the suite ran to its end", false, error.stack);
} finally {
  await browser.close();
}
report();
