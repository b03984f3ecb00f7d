/* SPDX-License-Identifier: EUPL-1.2 */
/* sql_tables.c — every statement of the core. A module that has SQL stands in this list. */
#include "portal/sql_tables.h"

#include "audit/audit.h"
#include "auth/auth.h"
#include "auth/chain.h"
#include "auth/factor.h"
#include "auth/identity.h"
#include "auth/kept.h"
#include "auth/link.h"
#include "auth/login.h"
#include "auth/own.h"
#include "auth/people.h"
#include "consult/compilation/compilation.h"
#include "consult/compilation/publication.h"
#include "consult/approval/approval.h"
#include "consult/consult.h"
#include "consult/approval/decision.h"
#include "consult/answer/entry.h"
#include "consult/answer/file.h"
#include "consult/compilation/placement.h"
#include "consult/answer/answer.h"
#include "consult/answer/draft_hash.h"
#include "consult/receipt/diary.h"
#include "consult/index.h"
#include "consult/receipt/receipt_copy.h"
#include "consult/setup/setup.h"
#include "consult/during/invite.h"
#include "consult/during/qa.h"
#include "consult/during/guest.h"
#include "consult/during/extend.h"
#include "consult/during/correction.h"
#include "consult/answer/joint.h"
#include "consult/answer/referral.h"
#include "db/search.h"
#include "db/sql.h"
#include "matter/matter.h"
#include "notify/approve.h"
#include "notify/notice.h"
#include "notify/remind.h"
#include "notify/round_mail.h"
#include "outbox/outbox.h"
#include "register/body.h"
#include "register/group.h"
#include "pages/history/history.h"
#include "register/register.h"
#include "settle/settle.h"
#include "text/edit/edit.h"
#include "text/rendering.h"
#include "text/import/staging.h"
#include "text/reading/reading.h"
#include "text/reading/relation.h"
#include "text/index.h"
#include "text/text.h"

const ov_sql *const ov_sql_tables[] = {ov_db_sql,
                                       ov_search_sql,
                                       ov_text_index_sql,
                                       ov_consult_index_sql,
                                       ov_entry_sql,
                                       ov_placement_sql,
                                       ov_audit_sql,
                                       ov_event_list_sql,
                                       ov_history_sql,
                                       ov_person_sql,
                                       ov_setup_sql,

                                       ov_outbox_sql,
                                       ov_register_sql,
                                       ov_auth_sql,
                                       ov_matter_sql,
                                       ov_text_sql,
                                       ov_consult_sql,
                                       ov_notice_sql,
                                       ov_remind_sql,
                                       ov_settle_sql,
                                       ov_staging_sql,
                                       ov_rendering_sql,
                                       ov_reading_sql,
                                       ov_relation_sql,
                                       ov_edit_sql,
                                       ov_factor_sql,
                                       ov_half_sql,
                                       ov_link_sql,
                                       ov_login_sql,
                                       ov_kept_sql,
                                       ov_own_sql,
                                       ov_people_sql,
                                       ov_chain_sql,
                                       ov_group_sql,
                                       ov_body_sql,
                                       ov_identity_sql,
                                       ov_answer_sql,
                                       ov_draft_hash_sql,
                                       ov_referral_sql,
                                       ov_proposal_sql,
                                       ov_joint_sql,
                                       ov_invite_sql,
                                       ov_extend_sql,
                                       ov_qa_sql,
                                       ov_correction_sql,
                                       ov_guest_sql,
                                       ov_round_mail_sql,
                                       ov_file_sql,
                                       ov_compilation_sql,
                                       ov_approval_sql,
                                       ov_decision_sql,
                                       ov_diary_sql,
                                       ov_receipt_copy_sql,
                                       ov_approve_sql,
                                       ov_publication_sql,
                                       NULL};
