"""A relying party made of Python's Authlib. One request a line on standard input, one answer a line on standard output."""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Queue

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, jwt
from authlib.oidc.core import CodeIDToken

came = Queue()
party = None
metadata = None
asked = None


class Callback(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>App</title><h1>Back at the app</h1>")
        if self.path != "/favicon.ico":
            came.put(f"http://127.0.0.1:{server.server_port}{self.path}")

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Callback)
threading.Thread(target=server.serve_forever, daemon=True).start()


def listen():
    return f"http://127.0.0.1:{server.server_port}/callback"


def discover(issuer, clientId, secret, method, **_):
    global party, metadata
    metadata = requests.get(f"{issuer}/.well-known/openid-configuration", timeout=10).json()
    party = OAuth2Session(
        clientId,
        secret,
        token_endpoint_auth_method=method,
        revocation_endpoint_auth_method=method,
        redirect_uri=listen(),
        code_challenge_method="S256",
    )
    return metadata


def begin(scope):
    global asked
    asked = {"verifier": generate_token(48), "nonce": generate_token()}
    url, asked["state"] = party.create_authorization_url(
        metadata["authorization_endpoint"], scope=scope, code_verifier=asked["verifier"], nonce=asked["nonce"]
    )
    return url


def finish():
    tokens = party.fetch_token(
        metadata["token_endpoint"],
        authorization_response=came.get(timeout=15),
        state=asked["state"],
        code_verifier=asked["verifier"],
    )
    keys = JsonWebKey.import_key_set(requests.get(metadata["jwks_uri"], timeout=10).json())
    claims = jwt.decode(
        tokens["id_token"],
        keys,
        claims_cls=CodeIDToken,
        claims_options={"iss": {"values": [metadata["issuer"]]}, "aud": {"values": [party.client_id]}},
        claims_params={"nonce": asked["nonce"], "client_id": party.client_id, "access_token": tokens["access_token"]},
    )
    claims.validate()
    return {**tokens, "claims": claims}


def user_info(token, subject):
    answer = party.get(metadata["userinfo_endpoint"])
    answer.raise_for_status()
    person = answer.json()
    assert person["sub"] == subject
    return person


def refresh(token):
    return party.refresh_token(metadata["token_endpoint"], refresh_token=token)


def revoke(token):
    answer = party.revoke_token(metadata["revocation_endpoint"], token)
    answer.raise_for_status()


handlers = {
    "listen": listen,
    "discover": discover,
    "begin": begin,
    "finish": finish,
    "userInfo": user_info,
    "refresh": refresh,
    "revoke": revoke,
}

for line in sys.stdin:
    request = json.loads(line)
    try:
        reply = {"ok": handlers[request.pop("do")](**request)}
    except Exception as error:
        reply = {"error": type(error).__name__, "message": str(error), "oauth": getattr(error, "error", None)}
    print(json.dumps(reply), flush=True)
