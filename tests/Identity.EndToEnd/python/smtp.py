"""A mail server made of aiosmtpd. One request a line on standard input, one answer a line on standard output."""

import asyncio
import email
import email.policy
import json
import socket
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

received = []
behaviour = {}
controller = None


class Handler:
    """Takes letters, or does what it was told to do instead."""

    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        if behaviour.get("mail"):
            return behaviour["mail"]
        envelope.mail_from = address
        envelope.mail_options.extend(mail_options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        answer = behaviour.get("rcpt", {}).get(address)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if behaviour.get("hang") == "data":
            await asyncio.sleep(3600)
        if behaviour.get("data"):
            return behaviour["data"]
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        received.append(
            {
                "from": envelope.mail_from,
                "to": envelope.rcpt_tos,
                "encrypted": session.ssl is not None,
                "user": session.auth_data,
                "headers": {name.lower(): str(value) for name, value in letter.items()},
                "names": [name.lower() for name in letter.keys()],
                "text": part(letter, "plain"),
                "html": part(letter, "html"),
                "parts": [inner.get_content_type() for inner in letter.iter_parts()],
                "longest": max(len(line) for line in envelope.content.split(b"\r\n")),
            }
        )
        if behaviour.get("hang") == "acknowledgement":
            server.transport.abort()
        return "250 OK"


class Server(SMTP):
    """Can be told not to greet, and takes the name of a mechanism in small letters too."""

    async def _handle_client(self):
        if behaviour.get("hang") == "greeting":
            await asyncio.sleep(3600)
        await super()._handle_client()

    async def smtp_AUTH(self, arg):
        mechanism, *rest = (arg or "").split(" ", 1)
        await super().smtp_AUTH(" ".join([mechanism.upper(), *rest]))


class Listener(Controller):
    def factory(self):
        return Server(self.handler, **self.SMTP_kwargs)


def part(letter, kind):
    body = letter.get_body(preferencelist=(kind,))
    return body.get_content() if body else None


def listen(port=0, certificate=None, key=None, user=None, password=None, utf8=True):
    global controller
    if port == 0:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
    options = {"enable_SMTPUTF8": utf8}
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        options.update(tls_context=context, require_starttls=True)
    if user:

        def check(server, session, envelope, mechanism, data):
            right = (data.login, data.password) == (user.encode(), password.encode())
            return AuthResult(success=right, handled=False, auth_data=user if right else None)

        options.update(authenticator=check, auth_required=True)
    controller = Listener(Handler(), hostname="127.0.0.1", port=port, ready_timeout=10, **options)
    controller.start()
    return port


def stop():
    global controller
    if controller:
        controller.stop()
        controller = None
    return True


def behave(**how):
    behaviour.clear()
    behaviour.update(how)
    return True


def letters():
    return received


def forget():
    received.clear()
    return True


handlers = {"listen": listen, "stop": stop, "behave": behave, "letters": letters, "forget": forget}

for line in sys.stdin:
    request = json.loads(line)
    try:
        reply = {"ok": handlers[request.pop("do")](**request)}
    except OSError as error:
        reply = {"error": type(error).__name__, "message": str(error)}
    print(json.dumps(reply), flush=True)
