/* SPDX-License-Identifier: EUPL-1.2 */
/* door.h — what the pages of signing in share, and their page functions. */
#ifndef OV_PAGES_DOOR_H
#define OV_PAGES_DOOR_H

#include "plugin/page.h"

/* A view with a form token and this title. form NULL: its fields are blank. */
ov_view *ov_door_view(ov_req *req, const char *template_name, const char *title,
                      const ov_form_field *fields, const ov_form *form);
/* Asks to wait (503) with the words of notice on the page. */
ov_status ov_door_wait(ov_req *req, ov_view *view, const char *notice) OV_MUST_CHECK;
/* The page about a link that does not work (any more): 410 for OV_GONE, 404 for OV_NOT_FOUND.
 * again: where to ask for a new one; its word: what that does. */
ov_status ov_door_dead_link(ov_req *req, ov_status why, const char *again,
                            const char *word) OV_MUST_CHECK;
/* "Om adressen finns hos oss har vi skickat …": the same page whoever asked. */
ov_status ov_door_sent(ov_req *req, const char *again) OV_MUST_CHECK;

/* Is the form's "nuvarande" the present password of the one signed in? Else the field gets its
 * error, and OV_OK. With the same brake as at the door: OV_BUSY. */
ov_status ov_door_password(ov_req *req, ov_form *form) OV_MUST_CHECK;

ov_status ov_page_login_form(ov_req *req);    /* /logga-in GET */
ov_status ov_page_login(ov_req *req);         /* /logga-in POST */
ov_status ov_page_logout(ov_req *req);        /* /logga-ut POST */
ov_status ov_page_link_form(ov_req *req);     /* /logga-in/lank GET */
ov_status ov_page_link_ask(ov_req *req);      /* /logga-in/lank POST */
ov_status ov_page_link_open(ov_req *req);     /* /logga-in/lank/:token GET */
ov_status ov_page_link_use(ov_req *req);      /* /logga-in/lank/:token POST */
ov_status ov_page_code_form(ov_req *req);     /* /logga-in/kod GET */
ov_status ov_page_code(ov_req *req);          /* /logga-in/kod POST */
ov_status ov_page_forgot_form(ov_req *req);   /* /losenord/glomt GET */
ov_status ov_page_forgot(ov_req *req);        /* /losenord/glomt POST */
ov_status ov_page_reset_form(ov_req *req);    /* /losenord/nytt/:token GET */
ov_status ov_page_reset(ov_req *req);         /* /losenord/nytt/:token POST */
ov_status ov_page_welcome_form(ov_req *req);  /* /valkommen/:token GET */
ov_status ov_page_welcome(ov_req *req);       /* /valkommen/:token POST */
ov_status ov_page_password_form(ov_req *req); /* /konto/losenord GET */
ov_status ov_page_password(ov_req *req);      /* /konto/losenord POST */
ov_status ov_page_email_form(ov_req *req);    /* /konto/epost GET */
ov_status ov_page_email(ov_req *req);         /* /konto/epost POST */
ov_status ov_page_email_open(ov_req *req);    /* /konto/epost/:token GET */
ov_status ov_page_email_use(ov_req *req);     /* /konto/epost/:token POST */
ov_status ov_page_factor(ov_req *req);        /* /konto/tvasteg GET */
ov_status ov_page_factor_change(ov_req *req); /* /konto/tvasteg POST */
ov_status ov_page_factor_qr(ov_req *req);     /* /konto/tvasteg/qr.svg */

#endif
