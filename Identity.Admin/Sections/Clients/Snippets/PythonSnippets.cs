using Identity.Admin.Blocks.Code;

namespace Identity.Admin.Sections.Clients.Snippets;

/// <summary>Settings for programs in Python, with Authlib.</summary>
internal static class PythonSnippets
{
    public static Snippet SignIn(AppTerms app)
    {
        var port = app.Listens?.Port ?? AppTerms.Port;
        var snippet = Snippet.Of(
            "Python",
            "pip install authlib httpx itsdangerous starlette uvicorn",
            $$"""
            import os

            from authlib.integrations.starlette_client import OAuth
            from starlette.applications import Starlette
            from starlette.middleware import Middleware
            from starlette.middleware.sessions import SessionMiddleware
            from starlette.responses import PlainTextResponse, RedirectResponse
            from starlette.routing import Route

            oauth = OAuth()
            oauth.register(
                "identity",
                server_metadata_url={{Literal.Text($"{app.Issuer}/.well-known/openid-configuration")}},
                client_id={{Literal.Text(app.Client.ClientId)}},
            {{Snippet.If(app.Client.HasSecret, $"    client_secret=os.environ[\"{AppTerms.SecretVariable}\"],")}}
                token_endpoint_auth_method={{Literal.Text(app.Method)}},
                client_kwargs={"scope": {{Literal.Text(app.Scope)}}, "code_challenge_method": "S256"},
            )


            async def home(request):
                if "user" not in request.session:
                    return await oauth.identity.authorize_redirect(request, {{Literal.Text(app.RedirectUri)}})
                return PlainTextResponse(f"Good day, {request.session['user']}.")


            async def callback(request):
                token = await oauth.identity.authorize_access_token(request)
                request.session["user"] = {{(app.SignsIn ? "token[\"userinfo\"][\"sub\"]" : "\"you are signed in\"")}}
                return RedirectResponse("/")


            app = Starlette(
                routes=[Route({{Literal.Text(AppTerms.PathOf(app.RedirectUri))}}, callback), Route("/", home)],
                middleware=[Middleware(SessionMiddleware, secret_key=os.environ["SESSION_SECRET"])],
            )
            # SESSION_SECRET=$(openssl rand -hex 32) uvicorn app:app --port {{port}}
            """
        );
        return snippet with { Note = NoteOn(app) };
    }

    public static Snippet Machine(AppTerms app)
    {
        var snippet = Snippet.Of(
            "Python",
            "pip install authlib requests",
            $$"""
            import os

            from authlib.integrations.requests_client import OAuth2Session

            session = OAuth2Session(
                {{Literal.Text(app.Client.ClientId)}},
                os.environ["{{AppTerms.SecretVariable}}"],
                token_endpoint_auth_method={{Literal.Text(app.Method)}},
                scope={{Literal.Text(app.OwnScope)}},
            )
            token = session.fetch_token({{Literal.Text(app.AddressOf("token"))}}, grant_type="client_credentials")
            # Keep it until shortly before it ends, and ask again then.
            print(f"Good for {token['expires_in']} seconds: {token['access_token']}")
            """
        );
        return snippet with { Note = NoteOn(app) };
    }

    private static string? NoteOn(AppTerms app) =>
        app.Method switch
        {
            "private_key_jwt" or "client_secret_jwt" =>
                $"Authlib signs for {app.Method} once you register its authentication: see “Client Authentication” in its documentation.",
            _ => null,
        };
}
