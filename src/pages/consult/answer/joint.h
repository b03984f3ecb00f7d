/* SPDX-License-Identifier: EUPL-1.2 */
/* joint.h — what the pages of shared proposals and joint answers have in common. */
#ifndef OV_PAGES_JOINT_H
#define OV_PAGES_JOINT_H

#include "consult/answer/joint.h"
#include "outbox/outbox.h"
#include "plugin/page.h"

/* Those who are chosen in a form: the members of gruppen that are parties of the round, and each
 * part[]; without the own party and without repetition. Owns: arena. */
ov_status ov_joint_chosen(ov_req *req, const ov_consultation *c, const ov_form *form,
                          const ov_id **orgs, size_t *n) OV_MUST_CHECK;
/* A mail to the registry mailboxes of these parties (those that have one), about path of the round
 * ("gemensamt/3"). kind: "shared", "joint" or "changed". Owns: arena. */
ov_status ov_joint_mails(ov_req *req, const ov_consultation *c, const char *kind,
                         const char *message, const ov_id *orgs, size_t n, const ov_mail **mails,
                         size_t *n_mails) OV_MUST_CHECK;
/* Stores them. Only inside ov_write. */
ov_status ov_joint_mails_send(ov_ctx *ctx, const ov_mail *mails, size_t n) OV_MUST_CHECK;

#endif
