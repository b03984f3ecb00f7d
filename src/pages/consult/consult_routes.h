/* SPDX-License-Identifier: EUPL-1.2 */
/* consult_routes.h — the ready-made pages of consultations, for plugins to mount whole:
 *
 *     static const ov_route routes[] = {
 *         {OV_GET, "/", OV_PUBLIC, ov_page_matter},
 *         OV_CONSULTATION_ROUTES,
 *         {0},
 *     };
 */
#ifndef OV_PAGES_CONSULT_ROUTES_H
#define OV_PAGES_CONSULT_ROUTES_H

#include "pages/pages.h"

/* clang-format off */
#define OV_CONSULTATION_ROUTES \
    {OV_GET, "/remiss/:id", OV_PUBLIC, ov_page_consultation}, \
    {OV_GET, "/remiss/ny", "consult.run", ov_page_setup_new}, \
    {OV_POST, "/remiss/ny", "consult.run", ov_page_setup_new}, \
    {OV_GET, "/remiss/:id/uppsattning", "consult.run", ov_page_setup}, \
    {OV_POST, "/remiss/:id/uppsattning", "consult.run", ov_page_setup}, \
    {OV_GET, "/remiss/:id/uppsattning/text", "consult.run", ov_page_setup_text}, \
    {OV_POST, "/remiss/:id/uppsattning/text", "consult.run", ov_page_setup_text}, \
    {OV_GET, "/remiss/:id/uppsattning/dokument", "consult.run", ov_page_setup_documents}, \
    {OV_POST, "/remiss/:id/uppsattning/dokument", "consult.run", ov_page_setup_documents}, \
    {OV_GET, "/remiss/:id/uppsattning/mottagare", "consult.run", ov_page_setup_parties}, \
    {OV_POST, "/remiss/:id/uppsattning/mottagare", "consult.run", ov_page_setup_parties}, \
    {OV_GET, "/remiss/:id/uppsattning/fragor", "consult.run", ov_page_setup_questions}, \
    {OV_POST, "/remiss/:id/uppsattning/fragor", "consult.run", ov_page_setup_questions}, \
    {OV_GET, "/remiss/:id/uppsattning/fragor/:fraga", "consult.run", ov_page_setup_question}, \
    {OV_POST, "/remiss/:id/uppsattning/fragor/:fraga", "consult.run", ov_page_setup_question}, \
    {OV_GET, "/remiss/:id/uppsattning/skala", "consult.run", ov_page_setup_scale}, \
    {OV_POST, "/remiss/:id/uppsattning/skala", "consult.run", ov_page_setup_scale}, \
    {OV_GET, "/remiss/:id/uppsattning/tider", "consult.run", ov_page_setup_times}, \
    {OV_POST, "/remiss/:id/uppsattning/tider", "consult.run", ov_page_setup_times}, \
    {OV_GET, "/remiss/:id/uppsattning/prova", "consult.run", ov_page_setup_try}, \
    {OV_POST, "/remiss/:id/uppsattning/prova", "consult.run", ov_page_setup_try}, \
    {OV_POST, "/remiss/:id/uppsattning/klar", "consult.run", ov_page_setup_done}, \
    {OV_POST, "/remiss/:id/uppsattning/tillbaka", "consult.run", ov_page_setup_back}, \
    {OV_POST, "/remiss/:id/uppsattning/oppna", "consult.run", ov_page_setup_open}, \
    {OV_GET, "/remiss/:id/svara", "consult.answer", ov_page_respond}, \
    {OV_GET, "/remiss/:id/svara/:n", "consult.answer", ov_page_respond_question}, \
    {OV_POST, "/remiss/:id/svara/:n", "consult.answer", ov_page_respond_question}, \
    {OV_POST, "/remiss/:id/svara/:n/overta", "consult.answer", ov_page_respond_take_over}, \
    {OV_GET, "/remiss/:id/svara/:n/historik", "consult.answer", ov_page_respond_history}, \
    {OV_POST, "/remiss/:id/svara/:n/historik", "consult.answer", ov_page_respond_history}, \
    {OV_GET, "/remiss/:id/svara/:n/anteckningar", "consult.answer", ov_page_respond_notes}, \
    {OV_POST, "/remiss/:id/svara/:n/anteckningar", "consult.answer", ov_page_respond_notes}, \
    {OV_GET, "/remiss/:id/svara/:n/anslut", "consult.answer", ov_page_respond_join}, \
    {OV_POST, "/remiss/:id/svara/:n/anslut", "consult.answer", ov_page_respond_join}, \
    {OV_GET, "/remiss/:id/svara/anteckningar", "consult.answer", ov_page_respond_notes_whole}, \
    {OV_POST, "/remiss/:id/svara/anteckningar", "consult.answer", ov_page_respond_notes_whole}, \
    {OV_GET, "/remiss/:id/svara/filer", "consult.answer", ov_page_files}, \
    {OV_POST, "/remiss/:id/svara/filer", "consult.answer", ov_page_files}, \
    {OV_GET, "/remiss/:id/svara/filer/:fil", "consult.answer", ov_page_file}, \
    {OV_POST, "/remiss/:id/svara/filer/:fil/ta-bort", "consult.answer", ov_page_file_remove}, \
    {OV_GET, "/remiss/:id/placera", "consult.run", ov_page_placements}, \
    {OV_GET, "/remiss/:id/placera/:svar", "consult.run", ov_page_placement}, \
    {OV_POST, "/remiss/:id/placera/:svar", "consult.run", ov_page_placement}, \
    {OV_GET, "/remiss/:id/registrera", "consult.enter", ov_page_entries}, \
    {OV_POST, "/remiss/:id/registrera", "consult.enter", ov_page_entries}, \
    {OV_GET, "/remiss/:id/registrera/:utkast", "consult.enter", ov_page_entry}, \
    {OV_POST, "/remiss/:id/registrera/:utkast", "consult.enter", ov_page_entry}, \
    {OV_POST, "/remiss/:id/registrera/:utkast/filer", "consult.enter", ov_page_entry_files}, \
    {OV_GET, "/remiss/:id/registrera/:utkast/filer/:fil", "consult.enter", ov_page_entry_file}, \
    {OV_POST, "/remiss/:id/registrera/:utkast/filer/:fil/ta-bort", "consult.enter", \
     ov_page_entry_file_remove}, \
    {OV_POST, "/remiss/:id/registrera/:utkast/skicka", "consult.enter", ov_page_entry_send}, \
    {OV_POST, "/remiss/:id/registrera/:utkast/kasta", "consult.enter", ov_page_entry_discard}, \
    {OV_GET, "/remiss/:id/registrera/svar/:nr", OV_ACCOUNT, ov_page_entry_check}, \
    {OV_POST, "/remiss/:id/registrera/svar/:nr", OV_ACCOUNT, ov_page_entry_check}, \
    {OV_GET, "/remiss/:id/registrera/lank/:token", OV_PUBLIC, ov_page_entry_link}, \
    {OV_POST, "/remiss/:id/registrera/lank/:token", OV_PUBLIC, ov_page_entry_link}, \
    {OV_GET, "/remiss/:id/svar/:party/fil/:fil", OV_PUBLIC, ov_page_sent_file}, \
    {OV_GET, "/remiss/:id/svara/formular.docx", "consult.answer", ov_page_wordform}, \
    {OV_GET, "/remiss/:id/svara/namnd.docx", "consult.answer", ov_page_board_docx}, \
    {OV_GET, "/remiss/:id/svara/namnd.pdf", "consult.answer", ov_page_board_pdf}, \
    {OV_GET, "/remiss/:id/svara/las-in", "consult.answer", ov_page_word_in}, \
    {OV_POST, "/remiss/:id/svara/las-in", "consult.answer", ov_page_word_in}, \
    {OV_GET, "/remiss/:id/granska", "consult.answer", ov_page_review}, \
    {OV_GET, "/remiss/:id/skicka", "consult.submit", ov_page_submit}, \
    {OV_POST, "/remiss/:id/skicka", "consult.submit", ov_page_submit}, \
    {OV_GET, "/remiss/:id/godkann", "consult.approve", ov_page_approve}, \
    {OV_POST, "/remiss/:id/godkann", "consult.approve", ov_page_approve}, \
    {OV_GET, "/remiss/:id/beslut", "consult.decide", ov_page_decision}, \
    {OV_POST, "/remiss/:id/beslut", "consult.decide", ov_page_decision}, \
    {OV_GET, "/remiss/:id/status", "consult.read_all", ov_page_consultation_status}, \
    {OV_GET, "/remiss/:id/inbjudningar", "consult.run", ov_page_invitations}, \
    {OV_POST, "/remiss/:id/inbjudningar", "consult.run", ov_page_invitations}, \
    {OV_GET, "/remiss/:id/inbjudan", "consult.read_own", ov_page_invitation}, \
    {OV_POST, "/remiss/:id/inbjudan", "consult.read_own", ov_page_invitation}, \
    {OV_GET, "/remiss/:id/anstand", OV_ACCOUNT, ov_page_extension}, \
    {OV_POST, "/remiss/:id/anstand", OV_ACCOUNT, ov_page_extension}, \
    {OV_GET, "/remiss/:id/fragor-och-svar", OV_PUBLIC, ov_page_inquiries}, \
    {OV_POST, "/remiss/:id/fragor-och-svar", OV_ACCOUNT, ov_page_inquiries}, \
    {OV_GET, "/remiss/:id/rattelse", "consult.run", ov_page_correction}, \
    {OV_POST, "/remiss/:id/rattelse", "consult.run", ov_page_correction}, \
    {OV_POST, "/remiss/:id/bekrafta", "consult.submit", ov_page_confirm}, \
    {OV_GET, "/remiss/:id/dra-tillbaka", "consult.run", ov_page_withdraw}, \
    {OV_POST, "/remiss/:id/dra-tillbaka", "consult.run", ov_page_withdraw}, \
    {OV_GET, "/remiss/:id/paminnelser", "consult.run", ov_page_reminders}, \
    {OV_GET, "/remiss/:id/diarium", "consult.read_all", ov_page_diary}, \
    {OV_GET, "/remiss/:id/diarium.csv", "consult.read_all", ov_page_diary_csv}, \
    {OV_POST, "/remiss/:id/paminnelser", "consult.run", ov_page_reminders}, \
    {OV_GET, "/remiss/:id/svar", "consult.read_all", ov_page_responses}, \
    {OV_GET, "/remiss/:id/svar/:party", OV_ACCOUNT, ov_page_response}, \
    {OV_POST, "/remiss/:id/svar/:party/rakna", "consult.run", ov_page_response_count}, \
    {OV_GET, "/remiss/:id/gemensamt", "consult.answer", ov_page_joint}, \
    {OV_POST, "/remiss/:id/gemensamt", "consult.answer", ov_page_joint}, \
    {OV_GET, "/remiss/:id/gemensamt/:gemensamt", "consult.answer", ov_page_joint_one}, \
    {OV_POST, "/remiss/:id/gemensamt/:gemensamt", "consult.answer", ov_page_joint_one}, \
    {OV_GET, "/remiss/:id/gemensamt/forslag/:forslag", "consult.answer", ov_page_proposal}, \
    {OV_POST, "/remiss/:id/gemensamt/forslag/:forslag", "consult.answer", ov_page_proposal}, \
    {OV_GET, "/remiss/:id/internremiss", "consult.answer", ov_page_referral}, \
    {OV_POST, "/remiss/:id/internremiss", "consult.answer", ov_page_referral}, \
    {OV_GET, "/remiss/:id/sammanstallning/parter", OV_PUBLIC, ov_page_compilation_parties}, \
    {OV_GET, "/remiss/:id/sammanstallning/karta", OV_PUBLIC, ov_page_compilation_map}, \
    {OV_GET, "/remiss/:id/sammanstallning/p/:n", OV_PUBLIC, ov_page_compilation_question}, \
    {OV_GET, "/remiss/:id/sammanstallning/svar/:party", OV_PUBLIC, ov_page_response}, \
    {OV_GET, "/remiss/:id/sammanstallning/lika", OV_PUBLIC, ov_page_compilation_similar}, \
    {OV_GET, "/remiss/:id/sammanstallning/publicera", "consult.publish", ov_page_compilation_publish}, \
    {OV_POST, "/remiss/:id/sammanstallning/publicera", "consult.publish", ov_page_compilation_publish}, \
    {OV_GET, "/remiss/:id/sammanstallning.csv", OV_PUBLIC, ov_page_compilation_csv}, \
    {OV_GET, "/remiss/:id/sammanstallning.xlsx", OV_PUBLIC, ov_page_compilation_xlsx}, \
    {OV_GET, "/remiss/:id/sammanstallning.json", OV_PUBLIC, ov_page_compilation_json}, \
    {OV_GET, "/remiss/:id/sammanstallning.docx", OV_PUBLIC, ov_page_compilation_docx}, \
    {OV_GET, "/remiss/:id/sammanstallning.odt", OV_PUBLIC, ov_page_compilation_odt}, \
    {OV_GET, "/remiss/:id/sammanstallning", OV_PUBLIC, ov_page_compilation}
/* clang-format on */

#endif
