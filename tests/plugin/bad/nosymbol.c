/* SPDX-License-Identifier: EUPL-1.2 */
/* nosymbol.c — a shared object that is no plugin. */
#include "plugin/plugin.h"

OV_EXPORT int nothing_of_interest(void);
int nothing_of_interest(void)
{
    return 1;
}
