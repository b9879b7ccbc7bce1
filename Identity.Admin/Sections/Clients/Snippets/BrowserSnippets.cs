using Identity.Admin.Blocks.Code;

namespace Identity.Admin.Sections.Clients.Snippets;

/// <summary>Settings for apps that live in the browser alone, with oidc-client-ts.</summary>
internal static class BrowserSnippets
{
    public static Snippet SignIn(AppTerms app) =>
        Snippet.Of(
            "oidc-client-ts",
            "npm install oidc-client-ts",
            $$"""
            import { InMemoryWebStorage, UserManager, WebStorageStateStore } from "oidc-client-ts";

            export const session = new UserManager({
              authority: {{Literal.Text(app.Issuer)}},
              client_id: {{Literal.Text(app.Client.ClientId)}},
              redirect_uri: {{Literal.Text(app.RedirectUri)}},
            {{Snippet.If(
                app.PostLogoutUri is not null,
                $"  post_logout_redirect_uri: {Literal.Text(app.PostLogoutUri ?? "")},"
            )}}
              scope: {{Literal.Text(app.Scope)}},
            {{Snippet.If(app.SignsIn, "  loadUserInfo: true,")}}
              // Tokens stay in memory: no script that comes later finds them in the browser's storage.
              userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
            });

            if (new URLSearchParams(location.search).has("state")) {
              await session.signinRedirectCallback();
              history.replaceState(null, "", location.pathname);
            }
            const user = await session.getUser();
            if (user) document.body.append(`Good day, ${user.profile.name ?? user.profile.sub}.`);
            else await session.signinRedirect();
            """
        );
}
