/* SPDX-License-Identifier: EUPL-1.2 */
/* format_into.h — inside view/: formats written into memory that is there. */
#ifndef OV_VIEW_FORMAT_INTO_H
#define OV_VIEW_FORMAT_INTO_H

#include "view/value.h"

#define OV_FORMAT_MAX 128 /* the longest text that these make, and more */

/* Writes a number, sum, day or instant as templates show it. Returns the bytes written; out holds
 * OV_FORMAT_MAX. Other kinds give nothing. */
size_t ov_format_value(char out[OV_FORMAT_MAX], const ov_value *value, const char *lang);

#endif
