using Identity.Admin.Blocks.Code;

namespace Identity.Admin.Sections.Clients.Snippets;

/// <summary>Settings for programs on Node, with openid-client.</summary>
internal static class NodeSnippets
{
    private const string Install = "npm install openid-client";
    private const string KeyVariable = "CLIENT_KEY";

    public static Snippet SignIn(AppTerms app)
    {
        var port = app.Listens?.Port ?? AppTerms.Port;
        return Snippet.Of(
            "Node",
            Install,
            $$"""
            import { createServer } from "node:http";
            import { randomUUID } from "node:crypto";
            import * as client from "openid-client";

            {{Config(app)}}
            const redirectUri = {{Literal.Text(app.RedirectUri)}};
            const sessions = new Map(); // In production a store that all your processes share.

            createServer(async (request, response) => {
              const here = new URL(request.url, redirectUri);
              const id = /(?:^|; )session=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1];
              const session = sessions.get(id);
              try {
                if (session?.checks && here.pathname === new URL(redirectUri).pathname && here.search) {
                  const tokens = await client.authorizationCodeGrant(config, here, session.checks);
                  sessions.set(id, { tokens });
                  response.writeHead(303, { Location: "/" }).end();
                } else if (session?.tokens) {
                  response.end(`Good day, {{Person(app)}}.`);
                } else {
                  const checks = {
                    pkceCodeVerifier: client.randomPKCECodeVerifier(),
                    expectedState: client.randomState(),
            {{Snippet.If(app.SignsIn, "        expectedNonce: client.randomNonce(),")}}
                  };
                  const fresh = randomUUID();
                  sessions.set(fresh, { checks });
                  const address = client.buildAuthorizationUrl(config, {
                    redirect_uri: redirectUri,
                    scope: {{Literal.Text(app.Scope)}},
                    state: checks.expectedState,
            {{Snippet.If(app.SignsIn, "        nonce: checks.expectedNonce,")}}
                    code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
                    code_challenge_method: "S256",
                  });
                  const cookie = `session=${fresh}; Path=/; HttpOnly; SameSite=Lax`;
                  response.writeHead(303, { Location: address.href, "Set-Cookie": cookie }).end();
                }
              } catch (error) {
                console.error(error);
                response.writeHead(400).end("That did not work: open / again.");
              }
            }).listen({{port}});
            """
        );
    }

    public static Snippet Machine(AppTerms app) =>
        Snippet.Of(
            "Node",
            Install,
            $$"""
            import * as client from "openid-client";

            {{Config(app)}}
            const tokens = await client.clientCredentialsGrant(config, { scope: {{Literal.Text(app.OwnScope)}} });
            // Keep it until shortly before it ends, and ask again then.
            console.log(`Good for ${tokens.expires_in} seconds: ${tokens.access_token}`);
            """
        );

    public static Snippet Device(AppTerms app) =>
        Snippet.Of(
            "Node",
            Install,
            $$"""
            import * as client from "openid-client";

            {{Config(app)}}
            const begun = await client.initiateDeviceAuthorization(config, { scope: {{Literal.Text(app.Scope)}} });
            console.log(`Open ${begun.verification_uri} and enter ${begun.user_code}`);

            // Asks as often as it was told to, until somebody has decided.
            const tokens = await client.pollDeviceAuthorizationGrant(config, begun);
            console.log(`Signed in: {{Person(app).Replace("session.tokens", "tokens", StringComparison.Ordinal)}}`);
            """
        );

    private static string Person(AppTerms app) => app.SignsIn ? "${session.tokens.claims().sub}" : "you are signed in";

    private static string Config(AppTerms app)
    {
        var metadata =
            app.Method == "client_secret_jwt" ? "{ token_endpoint_auth_signing_alg: \"HS256\" }" : "undefined";
        return $$"""
            {{Snippet.If(app.Method == "private_key_jwt", Key(app))}}
            const config = await client.discovery(
              new URL({{Literal.Text(app.Issuer)}}),
              {{Literal.Text(app.Client.ClientId)}},
              {{metadata}},
              {{Authentication(app)}},
            {{Snippet.If(
                app.IsPlainHttp,
                "  { execute: [client.allowInsecureRequests] }, // For your own machine alone."
            )}}
            );
            """;
    }

    private static string Authentication(AppTerms app) =>
        app.Method switch
        {
            "none" => "client.None()",
            "client_secret_post" => $"client.ClientSecretPost(process.env.{AppTerms.SecretVariable})",
            "client_secret_jwt" => $"client.ClientSecretJwt(process.env.{AppTerms.SecretVariable})",
            "private_key_jwt" => "client.PrivateKeyJwt(key)",
            _ => $"client.ClientSecretBasic(process.env.{AppTerms.SecretVariable})",
        };

    // The private half, as a JWK that names its algorithm; the public one is registered here.
    private static string Key(AppTerms app) =>
        app.Client.TokenEndpointAuthSigningAlg is { } algorithm ? Import(Literal.Text(algorithm)) : Import("jwk.alg");

    private static string Import(string algorithm) =>
        $$"""
            const jwk = JSON.parse(process.env.{{KeyVariable}});
            const how = {
              ES256: { name: "ECDSA", namedCurve: "P-256" },
              ES384: { name: "ECDSA", namedCurve: "P-384" },
              PS256: { name: "RSA-PSS", hash: "SHA-256" },
              RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
            }[{{algorithm}}];
            const key = { key: await crypto.subtle.importKey("jwk", jwk, how, false, ["sign"]), kid: jwk.kid };
            """;
}
