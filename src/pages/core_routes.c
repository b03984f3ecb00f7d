/* SPDX-License-Identifier: EUPL-1.2 */
/* core_routes.c — the addresses that belong to no matter. */
#include "pages/pages.h"
#include "pages/admin.h"
#include "pages/core_pages.h"
#include "pages/oidc_pages.h"
#include "pages/door.h"
#include "pages/history.h"

const ov_route ov_core_routes[] = {
    {OV_GET, "/", OV_PUBLIC, ov_page_start},
    {OV_GET, "/arenden", OV_PUBLIC, ov_page_matters},
    {OV_GET, "/sok", OV_PUBLIC, ov_page_search},
    {OV_GET, "/logga-in", OV_PUBLIC, ov_page_login_form},
    {OV_POST, "/logga-in", OV_PUBLIC, ov_page_login},
    {OV_POST, "/logga-ut", OV_PUBLIC, ov_page_logout},
    {OV_GET, "/logga-in/kvar", OV_ACCOUNT, ov_page_kept},
    {OV_POST, "/logga-in/kvar", OV_ACCOUNT, ov_page_kept},
    {OV_GET, "/konto", OV_ACCOUNT, ov_page_account},
    {OV_GET, "/konto/installningar", OV_ACCOUNT, ov_page_settings},
    {OV_POST, "/konto/installningar", OV_ACCOUNT, ov_page_settings},
    {OV_GET, "/konto/sessioner", OV_ACCOUNT, ov_page_sessions},
    {OV_POST, "/konto/sessioner", OV_ACCOUNT, ov_page_sessions},
    {OV_POST, "/konto/fortsatt", OV_ACCOUNT, ov_page_stay},
    {OV_POST, "/utseende", OV_ORIGIN, ov_page_set_theme},
    {OV_POST, "/sprak", OV_ORIGIN, ov_page_set_language},
    {OV_GET, "/hjalp", OV_PUBLIC, ov_page_help},
    {OV_GET, "/tillganglighet", OV_PUBLIC, ov_page_accessibility},
    {OV_GET, "/integritet", OV_PUBLIC, ov_page_privacy},
    {OV_GET, "/kvittens/:nr.txt", OV_PUBLIC, ov_page_receipt_text},
    {OV_GET, "/kvittens/:nr", OV_PUBLIC, ov_page_receipt},
    {OV_GET, "/admin", "admin.index", ov_page_admin},
    {0},
};
    {OV_GET, "/admin/rattigheter", "admin.index", ov_page_rights},
    {OV_GET, "/admin/rattigheter.csv", "admin.index", ov_page_rights_csv},
    {OV_GET, "/konto/historik", OV_ACCOUNT, ov_page_own_history},
    {OV_GET, "/konto/uppgifter.json", OV_ACCOUNT, ov_page_own_extract},
    {OV_GET, "/historik/:kind/:id", OV_ACCOUNT, ov_page_history},
    {OV_GET, "/admin/handelser", "audit.list", ov_page_admin_events},
    {OV_GET, "/admin/handelser.csv", "audit.list", ov_page_events_csv},
    {OV_GET, "/admin/handelser.json", "audit.list", ov_page_events_json},
    {OV_GET, "/admin/uppgifter/:id", "person.extract", ov_page_person_extract},
