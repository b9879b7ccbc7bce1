"""What an adopted system's back end does: it knows the shared secret, and nothing else of us."""

import json
import sys
import time

import jwt


def verify(token, secret):
    return {"payload": jwt.decode(token, secret, algorithms=["HS256"]), "header": jwt.get_unverified_header(token)}


def issue(claims, secret):
    return jwt.encode({**claims, "exp": int(time.time()) + 600}, secret, algorithm="HS256")


handlers = {"verify": verify, "issue": issue}

for line in sys.stdin:
    request = json.loads(line)
    try:
        reply = {"ok": handlers[request.pop("do")](**request)}
    except jwt.PyJWTError as error:
        reply = {"error": type(error).__name__, "message": str(error)}
    print(json.dumps(reply), flush=True)
