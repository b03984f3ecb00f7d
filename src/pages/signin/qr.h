/* SPDX-License-Identifier: EUPL-1.2 */
/* qr.h — a QR code as SVG, by libqrencode. */
#ifndef OV_PAGES_QR_H
#define OV_PAGES_QR_H

#include "util/arena.h"
#include "util/err.h"
#include "util/str.h"

/* Black on white with the quiet zone of four modules that readers want (ISO/IEC 18004), whatever
 * the page's colours. OV_IO: libqrencode is not there. Owns: arena. */
ov_status ov_qr_svg(ov_arena *arena, const char *text, ov_str *out, ov_err *err) OV_MUST_CHECK;

#endif
