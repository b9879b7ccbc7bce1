"""What an adopted system's resource API does: it knows the shared secret, and nothing else of us."""

import json
import sys

import jwt


def verify(token, secret):
    return {"payload": jwt.decode(token, secret, algorithms=["HS256"]), "header": jwt.get_unverified_header(token)}


handlers = {"verify": verify}

for line in sys.stdin:
    request = json.loads(line)
    try:
        reply = {"ok": handlers[request.pop("do")](**request)}
    except jwt.PyJWTError as error:
        reply = {"error": type(error).__name__, "message": str(error)}
    print(json.dumps(reply), flush=True)
