/* SPDX-License-Identifier: EUPL-1.2 */
/* core_pages.h — the page functions of the core's own addresses (core_routes.c mounts them). */
#ifndef OV_PAGES_CORE_PAGES_H
#define OV_PAGES_CORE_PAGES_H

#include "plugin/page.h"

ov_status ov_page_start(ov_req *req); /* /                what to do now, open rounds, matters */
ov_status
ov_page_matters(ov_req *req); /* /arenden         every matter with status and next date */
ov_status ov_page_account(ov_req *req);      /* /konto                                          */
ov_status ov_page_settings(ov_req *req);     /* /konto/installningar GET, POST                  */
ov_status ov_page_sessions(ov_req *req);     /* /konto/sessioner GET, POST                      */
ov_status ov_page_stay(ov_req *req);         /* /konto/fortsatt POST                            */
ov_status ov_page_kept(ov_req *req);         /* /logga-in/kvar GET, POST                        */
ov_status ov_page_set_theme(ov_req *req);    /* /utseende POST   only a cookie; Origin is checked */
ov_status ov_page_set_language(ov_req *req); /* /sprak POST      only a cookie; Origin is checked */
ov_status ov_page_search(ov_req *req);       /* /sok?q=                                        */
ov_status ov_page_help(ov_req *req);
ov_status ov_page_accessibility(ov_req *req);
ov_status ov_page_privacy(ov_req *req);
/* What waits for the signed-in person in approvals and decisions, for "att göra". */
ov_status ov_consult_todo(ov_req *req, ov_list *todo) OV_MUST_CHECK;
ov_status ov_page_decision_link(ov_req *req); /* /beslut/:token GET POST                          */
ov_status ov_page_decision_done(ov_req *req); /* /beslut/klart                                   */
ov_status ov_page_receipt(ov_req *req);       /* /kvittens/:nr                                   */
ov_status ov_page_receipt_text(ov_req *req);  /* /kvittens/:nr.txt                               */
ov_status ov_page_receipt_pdf(ov_req *req);   /* /kvittens/:nr.pdf                               */
ov_status ov_page_receipt_package(ov_req *req); /* /kvittens/:nr/paket.zip                       */
ov_status ov_page_diary_number(ov_req *req); /* /kvittens/:nr/diarienummer GET POST             */
ov_status ov_page_diary_link(ov_req *req);     /* /diarium/:token GET                             */
ov_status ov_page_diary_link_use(ov_req *req); /* /diarium/:token POST                            */
ov_status ov_page_guest_form(ov_req *req); /* /svara-med-lank/:token GET                         */
ov_status ov_page_guest(ov_req *req);      /* /svara-med-lank/:token POST                        */
ov_status ov_page_referral_form(ov_req *req); /* /internremiss/:token GET                     */
ov_status ov_page_referral_save(ov_req *req); /* /internremiss/:token POST                    */

/* People, mandates and approval chains of one's own organisation, below
 * /admin/organisation/:code; and what a system administrator may, below /admin. */
ov_status ov_page_people(ov_req *req);        /* /personer                                      */
ov_status ov_page_person_new(ov_req *req);    /* /personer/ny                     GET POST      */
ov_status ov_page_person(ov_req *req);        /* /person/:id                      GET POST      */
ov_status ov_page_mandate_new(ov_req *req);   /* /person/:id/uppdrag/ny           GET POST      */
ov_status ov_page_mandate(ov_req *req);       /* /person/:id/uppdrag/:uppdrag     GET POST      */
ov_status ov_page_chains(ov_req *req);        /* /beslutskedjor                                 */
ov_status ov_page_chain_new(ov_req *req);     /* /beslutskedjor/ny                GET POST      */
ov_status ov_page_chain(ov_req *req);         /* /beslutskedjor/:id               GET POST      */
ov_status ov_page_chain_version(ov_req *req); /* /beslutskedjor/:id/version/:nr                 */
ov_status ov_page_rights(ov_req *req);        /* /admin/rattigheter[?roll=ROLE]                   */
ov_status ov_page_rights_csv(ov_req *req);    /* /admin/rattigheter.csv                           */

#endif
