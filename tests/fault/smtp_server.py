#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""A real SMTP server (aiosmtpd) as a process of its own: what it takes stands in FILE, one JSON line each.

smtp_server.py PORT FILE [CERTIFICATE KEY [USER PASSWORD]]: with a certificate it wants STARTTLS, with a user a log-in."""
import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Taker:
    def __init__(self, file):
        self.file = open(file, "a", buffering=1, encoding="utf-8")

    async def handle_DATA(self, server, session, envelope):
        content = envelope.original_content or envelope.content
        self.file.write(json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos, "tls": session.ssl is not None,
                                    "login": bool(session.authenticated), "mail": content.decode("latin-1")}) + "\n")
        return "250 2.0.0 taken"


async def main(port, file, certificate=None, key=None, user=None, password=None):
    options = {}
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        options = {"tls_context": context, "require_starttls": True}
    if user:
        def check(server, session, envelope, mechanism, data):
            right = (data.login, data.password) == (user.encode(), password.encode())
            return AuthResult(success=right, handled=right)
        options.update(authenticator=check, auth_required=True, auth_require_tls=bool(certificate))
    taker, loop = Taker(file), asyncio.get_running_loop()
    await loop.create_server(lambda: SMTP(taker, hostname="mx.example", loop=loop, **options), "127.0.0.1", int(port))
    print("ready", flush=True)
    await asyncio.Event().wait()


asyncio.run(main(*sys.argv[1:]))
