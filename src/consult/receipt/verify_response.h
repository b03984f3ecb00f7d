/* SPDX-License-Identifier: EUPL-1.2 */
/* verify_response.h — every response against what was stored when it was sent. */
#ifndef OV_CONSULT_VERIFY_RESPONSE_H
#define OV_CONSULT_VERIFY_RESPONSE_H

#include "consult/consult.h"

/* Faults of the kinds receipt (the text) and response (its rows). */
ov_status ov_verify_responses(ov_verify *verify) OV_MUST_CHECK;

#endif
