/* SPDX-License-Identifier: EUPL-1.2 */
/* pages.h — ready-made page functions over the domain modules, for plugins to mount, and the core's
 * own pages. */
#ifndef OV_PAGES_PAGES_H
#define OV_PAGES_PAGES_H

#include "plugin/plugin.h"

/* Ready-made pages of the core for plugins to mount (pages/). */
OV_API ov_status ov_page_matter(ov_req *req);              /* /                                */
OV_API ov_status ov_page_timeline(ov_req *req);            /* /tidslinje                       */
OV_API ov_status ov_page_documents(ov_req *req);           /* /dokument                        */
OV_API ov_status ov_page_document(ov_req *req);            /* /dokument/:id                    */
OV_API ov_status ov_page_document_place(ov_req *req);      /* /dokument/:id/plats   POST       */
OV_API ov_status ov_page_document_link(ov_req *req);       /* /dokument/:id/lank    POST       */
OV_API ov_status ov_page_validity(ov_req *req);            /* /text/:version/giltighet GET POST */
OV_API ov_status ov_page_original(ov_req *req);            /* /text/:version/original          */
OV_API ov_status ov_page_original_ask(ov_req *req);        /* /text/:version/begar  GET POST   */
OV_API ov_status ov_page_original_done(ov_req *req);       /* /text/:version/begar/klart POST  */
OV_API ov_status ov_page_text(ov_req *req);                /* /text/:version                   */
OV_API ov_status ov_page_text_canonical(ov_req *req);      /* /text/:version.txt               */
OV_API ov_status ov_page_node(ov_req *req);                /* /p/:node                         */
OV_API ov_status ov_page_easy(ov_req *req);                /* /p/:node/lattlast      GET POST  */
OV_API ov_status ov_page_mark_read(ov_req *req);           /* /text/:version/last    POST      */
OV_API ov_status ov_page_terms(ov_req *req);               /* /ord                   GET POST  */
OV_API ov_status ov_page_term(ov_req *req);                /* /ord/:term             GET POST  */

/* For a plugin's hook "panel": adds a part to the page of a provision and gives its list of items
 * (what an item may hold: panel.h). */
OV_API ov_list *ov_panel_add(ov_view *view, const char *title);
OV_API ov_status ov_page_compare(ov_req *req);             /* /jamfor                          */
OV_API ov_status ov_page_draft_start(ov_req *req);         /* /text/:version/ny          POST */
OV_API ov_status ov_page_draft_blank(ov_req *req);         /* /dokument/skriv      GET POST    */
OV_API ov_status ov_page_draft(ov_req *req);               /* /text/:version/redigera GET POST */
OV_API ov_status ov_page_provision(ov_req *req);           /* … /redigera/:node    GET POST    */
OV_API ov_status ov_page_publish(ov_req *req);             /* /text/:version/publicera GET POST */
OV_API ov_status ov_page_consultation(ov_req *req);        /* /remiss/:id                      */
OV_API ov_status ov_page_respond(ov_req *req);             /* /remiss/:id/svara                */
OV_API ov_status ov_page_respond_question(ov_req *req);    /* /remiss/:id/svara/:n   GET POST  */
OV_API ov_status ov_page_files(ov_req *req);               /* /remiss/:id/svara/filer GET POST */
OV_API ov_status ov_page_file(ov_req *req);                /* … /filer/:fil                   */
OV_API ov_status ov_page_file_remove(ov_req *req);         /* … /filer/:fil/ta-bort POST      */
OV_API ov_status ov_page_placements(ov_req *req);          /* /remiss/:id/placera             */
OV_API ov_status ov_page_placement(ov_req *req);           /* /remiss/:id/placera/:svar GET POST */
OV_API ov_status ov_page_entries(ov_req *req);             /* /remiss/:id/registrera GET POST */
OV_API ov_status ov_page_entry(ov_req *req);               /* … /registrera/:utkast GET POST  */
OV_API ov_status ov_page_entry_files(ov_req *req);         /* … /:utkast/filer        POST    */
OV_API ov_status ov_page_entry_file(ov_req *req);          /* … /:utkast/filer/:fil           */
OV_API ov_status ov_page_entry_file_remove(ov_req *req);   /* … /filer/:fil/ta-bort   POST    */
OV_API ov_status ov_page_entry_send(ov_req *req);          /* … /:utkast/skicka       POST    */
OV_API ov_status ov_page_entry_discard(ov_req *req);       /* … /:utkast/kasta        POST    */
OV_API ov_status ov_page_entry_check(ov_req *req);         /* … /registrera/svar/:nr  GET POST */
OV_API ov_status ov_page_entry_link(ov_req *req);          /* … /registrera/lank/:token GET POST */
OV_API ov_status ov_page_sent_file(ov_req *req);           /* /remiss/:id/svar/:party/fil/:fil */
OV_API ov_status ov_page_respond_take_over(ov_req *req);   /* … /svara/:n/overta   POST        */
OV_API ov_status ov_page_respond_history(ov_req *req);     /* … /svara/:n/historik GET POST    */
OV_API ov_status ov_page_respond_notes(ov_req *req);       /* … /svara/:n/anteckningar         */
OV_API ov_status ov_page_respond_notes_whole(ov_req *req); /* … /svara/anteckningar            */
OV_API ov_status ov_page_respond_join(ov_req *req);        /* … /svara/:n/anslut   GET POST    */
OV_API ov_status ov_page_review(ov_req *req);              /* /remiss/:id/granska              */
OV_API ov_status ov_page_submit(ov_req *req);              /* /remiss/:id/skicka     GET POST  */
OV_API ov_status ov_page_approve(ov_req *req);             /* /remiss/:id/godkann    GET POST  */
OV_API ov_status ov_page_decision(ov_req *req);            /* /remiss/:id/beslut     GET POST  */
OV_API ov_status ov_page_compilation_docx(ov_req *req);    /* /remiss/:id/sammanstallning.docx */
OV_API ov_status ov_page_compilation_odt(ov_req *req);     /* /remiss/:id/sammanstallning.odt  */
OV_API ov_status ov_page_board_docx(ov_req *req);          /* /remiss/:id/svara/namnd.docx    */
OV_API ov_status ov_page_board_pdf(ov_req *req);           /* /remiss/:id/svara/namnd.pdf     */
OV_API ov_status ov_page_wordform(ov_req *req);            /* /remiss/:id/svara/formular.docx */
OV_API ov_status ov_page_word_in(ov_req *req);             /* /remiss/:id/svara/las-in GET POST */
OV_API ov_status ov_page_consultation_status(ov_req *req); /* /remiss/:id/status            */
OV_API ov_status ov_page_invitations(ov_req *req);         /* /remiss/:id/inbjudningar GET POST */
OV_API ov_status ov_page_invitation(ov_req *req);          /* /remiss/:id/inbjudan   GET POST  */
OV_API ov_status ov_page_extension(ov_req *req);           /* /remiss/:id/anstand    GET POST  */
OV_API ov_status ov_page_inquiries(ov_req *req);           /* /remiss/:id/fragor-och-svar GET POST */
OV_API ov_status ov_page_correction(ov_req *req);          /* /remiss/:id/rattelse   GET POST  */
OV_API ov_status ov_page_confirm(ov_req *req);             /* /remiss/:id/bekrafta   POST      */
OV_API ov_status ov_page_withdraw(ov_req *req);            /* /remiss/:id/dra-tillbaka GET POST */
OV_API ov_status ov_page_reminders(ov_req *req);           /* /remiss/:id/paminnelser       */
OV_API ov_status ov_page_diary(ov_req *req);               /* /remiss/:id/diarium              */
OV_API ov_status ov_page_diary_csv(ov_req *req);           /* /remiss/:id/diarium.csv          */
OV_API ov_status ov_page_responses(ov_req *req);           /* /remiss/:id/svar                 */
OV_API ov_status ov_page_response(ov_req *req);            /* /remiss/:id/svar/:party          */
OV_API ov_status ov_page_response_count(ov_req *req);      /* /svar/:party/rakna POST          */
OV_API ov_status ov_page_referral(ov_req *req);            /* /remiss/:id/internremiss GET POST */
OV_API ov_status ov_page_joint(ov_req *req);               /* /remiss/:id/gemensamt   GET POST */
OV_API ov_status ov_page_joint_one(ov_req *req);           /* /remiss/:id/gemensamt/:gemensamt GET POST */
OV_API ov_status ov_page_proposal(ov_req *req);            /* /remiss/:id/gemensamt/forslag/:forslag GET POST */
OV_API ov_status ov_page_compilation(ov_req *req);         /* /remiss/:id/sammanstallning      */
OV_API ov_status ov_page_compilation_parties(ov_req *req); /* /sammanstallning/parter         */
OV_API ov_status ov_page_compilation_map(ov_req *req);     /* /sammanstallning/karta           */
OV_API ov_status ov_page_compilation_question(ov_req *req); /* /sammanstallning/p/:n           */
OV_API ov_status ov_page_compilation_similar(ov_req *req); /* /sammanstallning/lika           */
OV_API ov_status ov_page_compilation_publish(ov_req *req); /* /sammanstallning/publicera GET POST */
OV_API ov_status ov_page_compilation_csv(ov_req *req);     /* /sammanstallning.csv             */
OV_API ov_status ov_page_compilation_json(ov_req *req);    /* /sammanstallning.json            */
OV_API ov_status ov_page_compilation_xlsx(ov_req *req);    /* /sammanstallning.xlsx            */

OV_API ov_status ov_page_setup_new(ov_req *req);       /* /remiss/ny                    GET POST */
OV_API ov_status ov_page_setup(ov_req *req);           /* /remiss/:id/uppsattning       GET POST */
OV_API ov_status ov_page_setup_text(ov_req *req);      /* … /text       GET POST */
OV_API ov_status ov_page_setup_documents(ov_req *req); /* … /dokument   GET POST */
OV_API ov_status ov_page_setup_parties(ov_req *req);   /* … /mottagare  GET POST */
OV_API ov_status ov_page_setup_questions(ov_req *req); /* … /fragor     GET POST */
OV_API ov_status ov_page_setup_question(ov_req *req);  /* … /fragor/:fraga GET POST */
OV_API ov_status ov_page_setup_scale(ov_req *req);     /* … /skala      GET POST */
OV_API ov_status ov_page_setup_times(ov_req *req);     /* … /tider      GET POST */
OV_API ov_status ov_page_setup_try(ov_req *req);       /* … /prova      GET POST */
OV_API ov_status ov_page_setup_done(ov_req *req);      /* … /klar       POST */
OV_API ov_status ov_page_setup_back(ov_req *req);      /* … /tillbaka   POST */
OV_API ov_status ov_page_setup_open(ov_req *req);      /* … /oppna      POST */
OV_API ov_status ov_page_text_pdf(ov_req *req); /* /text/:version.pdf, ?stor=1 */
/* Is large print asked for (?stor=1)? */
bool ov_wants_large(const ov_req *req);
OV_API ov_status ov_page_import_upload(ov_req *req);       /* /dokument/las-in       GET POST  */
OV_API ov_status ov_page_import_check(ov_req *req);        /* /dokument/las-in/:id   GET POST  */
OV_API ov_status ov_page_import_node(ov_req *req);         /* /dokument/las-in/:id/:nod        */
OV_API ov_status ov_page_import_file(ov_req *req);         /* /dokument/las-in/:id/fil         */
OV_API ov_status ov_page_import_undo(ov_req *req);         /* /dokument/las-in/:id/angra       */
OV_API ov_status ov_page_import_restart(ov_req *req);      /* /dokument/las-in/:id/borja-om    */
OV_API ov_status ov_page_import_discard(ov_req *req);      /* /dokument/las-in/:id/kasta       */
OV_API ov_status ov_page_import_save(ov_req *req);         /* /dokument/las-in/:id/spara       */

/* What every matter has whatever its kind (documents, texts, comparison), below /arende/:slug; a
 * plugin's own route wins. Ended by {0}. */
OV_API extern const ov_route ov_matter_routes[];

/* The core's own routes (fixed paths: /, /arenden, /logga-in …), ended by {0}. */
OV_API extern const ov_route ov_core_routes[];

/* An entry of the list of what waits for somebody, with a round's last day in its margin. */
OV_API ov_map *ov_round_todo(ov_req *req, ov_list *todo, ov_instant deadline, const char *title,
                             const char *href);

#endif
