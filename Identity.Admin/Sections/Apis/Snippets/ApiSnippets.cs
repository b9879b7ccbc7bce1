using Identity.Admin.Blocks.Code;
using Identity.Admin.Management;

namespace Identity.Admin.Sections.Apis.Snippets;

/// <summary>What an API needs to take our tokens, in the languages that most are written in.</summary>
public static class ApiSnippets
{
    public const string SecretVariable = "API_SECRET";

    public static IReadOnlyList<Snippet> Of(Api api, string issuer) =>
        [DotNet(api, issuer), Node(api, issuer), Python(api, issuer)];

    private static string Guard(Api api) =>
        api.Scopes is [var first, ..] ? $".RequireScope({Literal.Text(first.Name)})" : ".RequireAuthorization()";

    // Back ends that moved in get neither issuer nor audience: the secret is all that says whose a token is.
    private static bool Names(Api api, string claim) =>
        api.TokenProfile != ApiWords.Plain || api.Claims.Contains(claim, StringComparer.Ordinal);

    private static string Type(Api api) => api.TokenProfile == ApiWords.Plain ? "JWT" : "at+jwt";

    private static Snippet DotNet(Api api, string issuer)
    {
        var isUsual = api.Algorithm is "RS256" or "PS256" or "ES256" or "HS256";
        var isShared = api.HasSharedSecret;
        return Snippet.Of(
            ".NET",
            "dotnet add package Identity.Authentication",
            $$"""
            using System.Security.Claims;
            using Identity.Authentication;

            var builder = WebApplication.CreateBuilder(args);
            builder
                .Services.AddAuthentication()
                .AddAccessTokenValidation(options =>
                {
            {{Snippet.If(!isShared, $"        options.Authority = {Literal.Text(issuer)};")}}
            {{Snippet.If(
                isShared,
                $"        options.SharedSecrets = [$\"base64url:{{builder.Configuration[\"{SecretVariable}\"]}}\"];"
            )}}
                    options.Audience = {{Literal.Text(api.Audience)}};
            {{Snippet.If(!isUsual, $"        options.Algorithms = [{Literal.Text(api.Algorithm)}];")}}
            {{Snippet.If(!isShared && api.TokenProfile == ApiWords.Plain, "        options.TokenTypes = [\"JWT\"];")}}
                });
            builder.Services.AddAuthorization();

            var app = builder.Build();
            app.MapGet("/", (ClaimsPrincipal user) => $"Good day, {user.FindFirst("sub")?.Value}."){{Guard(api)}};
            app.Run();
            """
        ) with
        {
            Note =
                isShared || (Names(api, "iss") && Names(api, "aud"))
                    ? null
                    : "Tokens under the server's keys must name their issuer and this API: add the claims iss and aud under Settings.",
        };
    }

    private static Snippet Node(Api api, string issuer)
    {
        var isShared = api.HasSharedSecret;
        var scope = api.Scopes is [var first, ..] ? first.Name : null;
        return Snippet.Of(
            "Node",
            "npm install jose",
            $$"""
            import { createServer } from "node:http";
            import { {{(isShared ? "jwtVerify" : "createRemoteJWKSet, jwtVerify")}} } from "jose";

            {{Snippet.If(isShared, $"const key = Buffer.from(process.env.{SecretVariable}, \"base64url\");")}}
            {{Snippet.If(
                !isShared,
                $"const key = createRemoteJWKSet(new URL({Literal.Text($"{issuer}/.well-known/jwks.json")}));"
            )}}

            createServer(async (request, response) => {
              const [, token] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? "") ?? [];
              if (!token) return response.writeHead(401, { "WWW-Authenticate": "Bearer" }).end();
              try {
                const { payload } = await jwtVerify(token, key, {
                  algorithms: [{{Literal.Text(api.Algorithm)}}],
            {{Snippet.If(Names(api, "iss"), $"      issuer: {Literal.Text(issuer)},")}}
            {{Snippet.If(Names(api, "aud"), $"      audience: {Literal.Text(api.Audience)},")}}
                  typ: {{Literal.Text(Type(api))}},
                  requiredClaims: ["exp", "sub"],
                });
            {{Snippet.If(
                scope is not null && Names(api, "scope"),
                $"    if (!(payload.scope ?? \"\").split(\" \").includes({Literal.Text(scope ?? "")}))"
            )}}
            {{Snippet.If(
                scope is not null && Names(api, "scope"),
                "      return response.writeHead(403, { \"WWW-Authenticate\": 'Bearer error=\"insufficient_scope\"' }).end();"
            )}}
                response.end(`Good day, ${payload.sub}.`);
              } catch {
                response.writeHead(401, { "WWW-Authenticate": 'Bearer error="invalid_token"' }).end();
              }
            }).listen(8000);
            """
        );
    }

    private static Snippet Python(Api api, string issuer)
    {
        var isShared = api.HasSharedSecret;
        return Snippet.Of(
            "Python",
            "pip install fastapi uvicorn 'pyjwt[crypto]'",
            $$"""
            {{Snippet.If(isShared, "import base64")}}
            {{Snippet.If(isShared, "import os")}}
            {{Snippet.If(isShared, "")}}
            import jwt
            from fastapi import Depends, FastAPI, HTTPException
            from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

            {{Snippet.If(isShared, $"SECRET = base64.urlsafe_b64decode(os.environ[\"{SecretVariable}\"] + \"==\")")}}
            {{Snippet.If(!isShared, $"KEYS = jwt.PyJWKClient({Literal.Text($"{issuer}/.well-known/jwks.json")})")}}
            app = FastAPI()


            def caller(bearer: HTTPAuthorizationCredentials | None = Depends(HTTPBearer(auto_error=False))) -> dict:
                if bearer is None:
                    raise HTTPException(401, "Not authenticated", {"WWW-Authenticate": "Bearer"})
                token = bearer.credentials
                try:
                    if jwt.get_unverified_header(token).get("typ") != {{Literal.Text(Type(api))}}:
                        raise jwt.InvalidTokenError("not an access token")
                    return jwt.decode(
                        token,
                        {{(isShared ? "SECRET" : "KEYS.get_signing_key_from_jwt(token).key")}},
                        algorithms=[{{Literal.Text(api.Algorithm)}}],
            {{Snippet.If(Names(api, "iss"), $"            issuer={Literal.Text(issuer)},")}}
            {{Snippet.If(Names(api, "aud"), $"            audience={Literal.Text(api.Audience)},")}}
                        options={"require": ["exp", "sub"]},
                    )
                except jwt.InvalidTokenError:
                    raise HTTPException(401, "Invalid token", {"WWW-Authenticate": 'Bearer error="invalid_token"'})


            @app.get("/")
            def home(who: dict = Depends(caller)) -> str:
                return f"Good day, {who['sub']}."


            # uvicorn app:app --port 8000
            """
        );
    }
}
