"""A resource server made of Python's PyJWT. One request a line on standard input, one answer a line on standard output."""

import json
import sys

import jwt

keys = None


def remote(url):
    global keys
    keys = jwt.PyJWKClient(url)


def verify(token, issuer, audience, algorithms):
    key = keys.get_signing_key_from_jwt(token)
    return jwt.decode(token, key.key, algorithms=algorithms, issuer=issuer, audience=audience)


handlers = {"remote": remote, "verify": verify}

for line in sys.stdin:
    request = json.loads(line)
    try:
        reply = {"ok": handlers[request.pop("do")](**request)}
    except jwt.PyJWTError as error:
        reply = {"error": type(error).__name__, "message": str(error)}
    print(json.dumps(reply), flush=True)
