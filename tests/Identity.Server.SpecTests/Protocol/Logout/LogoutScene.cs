using System.Text.Json;
using Identity.Jose;
using Identity.Server.Clients.Metadata;
using Identity.Server.Keys;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;
using Microsoft.AspNetCore.WebUtilities;

namespace Identity.Server.SpecTests.Protocol.Logout;

/// <summary>A person who is signed in, and an app that they are signed in to. Its wish is valid until a test spoils one thing.</summary>
internal sealed class LogoutScene : IDisposable
{
    public const string State = "state & more";

    private LogoutScene(Visitor visitor, App app, string email, TestAnswer tokens) =>
        (Visitor, App, Email, Tokens) = (visitor, app, email, tokens);

    public Visitor Visitor { get; }

    public App App { get; }

    public string Email { get; }

    public TestAnswer Tokens { get; }

    public string IdToken => Tokens.Issued("id_token");

    public TestServer Server => App.Server;

    public string After => AfterOf(App);

    /// <summary>Where apps of these tests want browsers afterwards.</summary>
    public static string AfterOf(App app) => app.RedirectUri.Replace("callback", "after", StringComparison.Ordinal);

    public static async Task<LogoutScene> SetAsync(
        TestServer server,
        Func<ClientMetadata, ClientMetadata>? metadata = null
    )
    {
        var visitor = new Visitor(server);
        var email = await server.AddUserAsync();
        await visitor.SignInAsync(email);
        var app = await AddAppAsync(server, metadata);
        return new LogoutScene(visitor, app, email, await SignInToAsync(visitor, app, email));
    }

    /// <summary>Another app, with nobody signed in to it.</summary>
    public static Task<App> AddAppAsync(TestServer server, Func<ClientMetadata, ClientMetadata>? metadata = null) =>
        App.RegisterAsync(
            server,
            asked =>
            {
                var named = new ClientMetadata
                {
                    PostLogoutRedirectUris =
                    [
                        asked.RedirectUris[0].Replace("callback", "after", StringComparison.Ordinal),
                    ],
                };
                return asked with { Name = asked.ClientId, Metadata = metadata?.Invoke(named) ?? named };
            }
        );

    public static async Task<TestAnswer> SignInToAsync(
        Visitor visitor,
        App app,
        string email,
        string scope = "openid offline_access"
    )
    {
        var answer = await visitor.TravelAsync(app, email, ("scope", scope));
        return await app.RedeemAsync(answer["code"]!);
    }

    /// <summary>The app's wish, with some parameters replaced, or removed where the value is null.</summary>
    public Dictionary<string, string?> Wish(params (string Name, string? Value)[] changes)
    {
        var wish = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["id_token_hint"] = IdToken,
            ["post_logout_redirect_uri"] = After,
            ["state"] = State,
        };
        foreach (var (name, value) in changes)
        {
            wish.Remove(name);
            if (value is not null)
                wish[name] = value;
        }

        return wish;
    }

    public string Address(params (string Name, string? Value)[] changes) =>
        QueryHelpers.AddQueryString("/connect/endsession", Wish(changes));

    /// <summary>Brings the wish, and goes where the browser is led, as long as that is here.</summary>
    public Task<Visit> BringAsync(params (string Name, string? Value)[] changes) => FollowAsync(Address(changes));

    public Task<Visit> FollowAsync(string address) => FollowAsync(Visitor, address);

    public static async Task<Visit> FollowAsync(Visitor visitor, string address)
    {
        var visit = await visitor.GetAsync(address);
        for (var steps = 0; steps < 5 && visit.Location?.StartsWith('/') == true; steps++)
            visit = await visitor.GetAsync(visit.Location);
        return visit;
    }

    /// <summary>Says yes on the page that asks.</summary>
    public async Task<Visit> ConfirmAsync(string address)
    {
        var page = await FollowAsync(address);
        var asking = await LastAsync(address);
        var done = await Visitor.PostAsync(asking, ("form", page.Token!));
        return done.Location?.StartsWith('/') == true ? await FollowAsync(done.Location) : done;
    }

    public async Task<bool> IsSignedInAsync() => (await Visitor.GetAsync("/account")).Status == 200;

    /// <summary>An ID token of ours with other claims: what the server might have issued at another time, or to another.</summary>
    public string Signed(params (string Name, object? Value)[] changes)
    {
        var claims = JsonSerializer.Deserialize<Dictionary<string, object?>>(ServedKeys.Claims(IdToken).GetRawText())!;
        foreach (var (name, value) in changes)
        {
            claims.Remove(name);
            if (value is not null)
                claims[name] = value;
        }
        var key = Server.Get<SigningKeys>().Active(JwsAlgorithm.RS256);
        return CompactJws.Sign(JsonSerializer.SerializeToUtf8Bytes(claims), key, "JWT");
    }

    public void Dispose() => Visitor.Dispose();

    // The address of the page that a wish leads to.
    private async Task<string> LastAsync(string address)
    {
        var visit = await Visitor.GetAsync(address);
        while (visit.Location?.StartsWith('/') == true)
        {
            address = visit.Location;
            visit = await Visitor.GetAsync(address);
        }
        return address;
    }
}
