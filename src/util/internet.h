/* SPDX-License-Identifier: EUPL-1.2 */
/* internet.h — a process that needs no network gives it up. */
#ifndef OV_UTIL_INTERNET_H
#define OV_UTIL_INTERNET_H

/* From now on this process and its children get no IPv4 or IPv6 socket (EAFNOSUPPORT), for good;
 * unix sockets and those that are open stay. Also sets no_new_privs. Where the kernel has no such
 * filters nothing happens: it is the second lock, systemd's unit is the first. */
void ov_leave_internet(void);

#endif
