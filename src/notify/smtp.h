/* SPDX-License-Identifier: EUPL-1.2 */
/* smtp.h — delivers mails to one server, a few at the same time, over connections that are used
 * again. Whatever the server does, each mail takes a bounded time, memory and processor. */
#ifndef OV_NOTIFY_SMTP_H
#define OV_NOTIFY_SMTP_H

#include "util/err.h"

/* required: STARTTLS (or smtps), with a certificate that the CAs vouch for, or no mail leaves.
 * opportunistic: the same where the server offers it, else in the clear. none: in the clear. */
typedef enum ov_tls { OV_TLS_REQUIRED, OV_TLS_OPPORTUNISTIC, OV_TLS_NONE } ov_tls;

typedef struct ov_smtp_settings {
    const char *server; /* "smtp://host:587", "smtps://host" */
    ov_tls tls;
    const char *ca_file;              /* NULL: the machine's */
    const char *user, *password;      /* NULL: nobody */
    const char *helo;                 /* what we call ourselves: a domain */
    int64_t connect_timeout, timeout; /* seconds: to the server's greeting; for a whole mail */
    int connections;                  /* mails at the same time, at most OV_SMTP_MOST */
} ov_smtp_settings;

#define OV_SMTP_MOST 16

typedef struct ov_smtp ov_smtp;

typedef enum ov_delivery {
    OV_DELIVERED, /* the server has taken it */
    OV_NOT_NOW,   /* try again */
    OV_REFUSED    /* the server will never take this mail for this recipient */
} ov_delivery;

typedef struct ov_smtp_result {
    void *tag;
    ov_delivery outcome;
    bool server;      /* the fault is not this mail's: none would go */
    const char *kind; /* OV_FAULT_…; NULL when delivered */
    int code;         /* the last answer's, 0: none */
    char told[400];   /* the last answer */
} ov_smtp_result;

/* The settings must live as long. Owns: never closed but with the process. OV_IO: no libcurl. */
ov_status ov_smtp_open(const ov_smtp_settings *settings, ov_smtp **out, ov_err *err) OV_MUST_CHECK;
/* Places that are free for ov_smtp_send. */
size_t ov_smtp_free_places(const ov_smtp *smtp);
/* Begins to send a whole message. sender: the envelope's, "" for none. They must live until the
 * result has been told. Only when a place is free. */
ov_status ov_smtp_send(ov_smtp *smtp, void *tag, const char *sender, const char *recipient,
                       ov_str message, ov_err *err) OV_MUST_CHECK;
/* Works for at most ms milliseconds, or until something happens. */
void ov_smtp_work(ov_smtp *smtp, int ms);
/* The next one that has ended; false: none. */
bool ov_smtp_next(ov_smtp *smtp, ov_smtp_result *out);

#endif
