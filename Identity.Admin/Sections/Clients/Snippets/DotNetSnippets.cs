using Identity.Admin.Blocks.Code;

namespace Identity.Admin.Sections.Clients.Snippets;

/// <summary>Settings for ASP.NET Core and for programs in C#.</summary>
internal static class DotNetSnippets
{
    private static readonly string[] AskedAnyway = ["openid", "profile", "email"];

    public static Snippet SignIn(AppTerms app)
    {
        var options = string.Join('\n', Options(app).Select(option => $"        options.{option};"));
        var address = app.Listens is { } uri ? Literal.Text(uri.GetLeftPart(UriPartial.Authority)) : "";
        var snippet = Snippet.Of(
            ".NET",
            "dotnet add package Identity.Authentication",
            $$"""
            using System.Security.Claims;
            using Identity.Authentication;
            using Microsoft.AspNetCore.Authentication.Cookies;

            var builder = WebApplication.CreateBuilder(args);
            builder
                .Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
                .AddCookie()
                .AddOpenIdConnectSignIn(options =>
                {
            {{options}}
                });
            builder.Services.AddAuthorization();

            var app = builder.Build();
            app.MapGet("/", (ClaimsPrincipal user) => $"Good day, {user.Identity!.Name}.").RequireAuthorization();
            app.MapPost("/sign-out", () => Results.SignOut(authenticationSchemes: [OpenIdConnectSignInExtensions.Scheme]));
            app.Run({{address}});
            """
        );
        return snippet with { Note = NoteOn(app) };
    }

    public static Snippet Machine(AppTerms app)
    {
        var isPosted = app.Method == "client_secret_post";
        var id = Literal.Text(app.Client.ClientId);
        return Snippet.Of(
            ".NET",
            null,
            $$"""
            using System.Net.Http.Headers;
            using System.Net.Http.Json;
            using System.Text;
            using System.Text.Json.Nodes;

            var secret = Environment.GetEnvironmentVariable("{{AppTerms.SecretVariable}}")!;
            var form = new Dictionary<string, string>
            {
                ["grant_type"] = "client_credentials",
                ["scope"] = {{Literal.Text(app.OwnScope)}},
            {{Snippet.If(isPosted, $"    [\"client_id\"] = {id},")}}
            {{Snippet.If(isPosted, "    [\"client_secret\"] = secret,")}}
            };
            using var http = new HttpClient();
            {{Snippet.If(
                !isPosted,
                $"var basic = $\"{{Uri.EscapeDataString({id})}}:{{Uri.EscapeDataString(secret)}}\";"
            )}}
            {{Snippet.If(!isPosted, "http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(")}}
            {{Snippet.If(!isPosted, "    \"Basic\",")}}
            {{Snippet.If(!isPosted, "    Convert.ToBase64String(Encoding.UTF8.GetBytes(basic))")}}
            {{Snippet.If(!isPosted, ");")}}
            using var answer = await http.PostAsync({{Literal.Text(
                app.AddressOf("token")
            )}}, new FormUrlEncodedContent(form));
            answer.EnsureSuccessStatusCode();
            var token = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
            // Keep it until shortly before it ends, and ask again then.
            Console.WriteLine($"Good for {token["expires_in"]} seconds: {token["access_token"]}");
            """
        );
    }

    private static IEnumerable<string> Options(AppTerms app)
    {
        yield return $"Authority = {Literal.Text(app.Issuer)}";
        yield return $"ClientId = {Literal.Text(app.Client.ClientId)}";
        if (app.Client.HasSecret)
            yield return $"ClientSecret = builder.Configuration[\"{AppTerms.SecretVariable}\"]";
        if (AppTerms.PathOf(app.RedirectUri) is not "/signin-oidc" and var callback)
            yield return $"CallbackPath = {Literal.Text(callback)}";
        if (
            app.PostLogoutUri is { } uri
            && AppTerms.PathOf(uri) is not ("/signout-callback-oidc" or "/") and var signedOut
        )
        {
            yield return $"SignedOutCallbackPath = {Literal.Text(signedOut)}";
        }
        var hasAll = !AskedAnyway.Except(app.Scopes).Any();
        if (!hasAll)
            yield return "Scopes.Clear()";
        foreach (var scope in hasAll ? app.Scopes.Except(AskedAnyway) : app.Scopes)
            yield return $"Scopes.Add({Literal.Text(scope)})";
    }

    private static string? NoteOn(AppTerms app) =>
        app.Method switch
        {
            "client_secret_basic" or "none" => null,
            "private_key_jwt" => "Set options.ClientKey to the app's private key: it takes the place of a secret.",
            var method =>
                $"Identity.Authentication sends a secret by client_secret_basic, and this client is registered for {method}: change that under Secrets, or use another library.",
        };
}
