/* SPDX-License-Identifier: EUPL-1.2 */
/* socket.h — the socket that nginx connects to, the pidfile, and what systemd wants to know. */
#ifndef OV_PORTAL_SOCKET_H
#define OV_PORTAL_SOCKET_H

#include "util/err.h"

#include <sys/types.h>

/* Bytes of a unix socket's path (unix(7)). */
#define OV_SOCKET_LONGEST 107

/* Binds and listens on a unix socket whose file has exactly mode from its first moment. A socket
 * that nobody listens on any more is replaced; anything else in its place is OV_INVALID. Somebody
 * who listens gets patience microseconds to stop. */
ov_status ov_socket_bind(const char *path, mode_t mode, int64_t patience, int *fd,
                         ov_err *err) OV_MUST_CHECK;
/* The listening unix socket that systemd hands over (LISTEN_FDS). OV_NOT_FOUND: none was. */
ov_status ov_socket_inherited(int *fd, ov_err *err) OV_MUST_CHECK;
/* "0660": octal, at most 0777. */
OV_API ov_status ov_mode_parse(const char *text, mode_t *out) OV_MUST_CHECK;

/* Writes our process number and locks the file for as long as fd is open; left tells whether an
 * earlier process left it behind. OV_CONFLICT: another process holds it. */
ov_status ov_pidfile_open(const char *path, int *fd, bool *left, ov_err *err) OV_MUST_CHECK;
void ov_pidfile_close(const char *path, int fd);

/* Reads and removes $NOTIFY_SOCKET and $WATCHDOG_USEC, so that children do not inherit them.
 * Returns the watchdog's interval in microseconds, 0: none. */
int64_t ov_notify_init(void);
/* "READY=1"; does nothing without systemd. */
void ov_notify(const char *state);

#endif
