using Identity.Server.Clients;
using Identity.Server.Clients.Metadata;
using Identity.Server.Hosting.Cookies;
using Identity.Server.Interactions;
using Identity.Server.Users;
using Identity.Server.Users.Throttling;
using Identity.Tests;

namespace Identity.Server.SpecTests.Fixtures;

/// <summary>An authorization request that waits for a visitor, as the authorization endpoint leaves it behind.</summary>
internal sealed record Errand(TestServer Server, Visitor Visitor, TestClient Client, PendingRequest Pending)
{
    public const string AppName = "Web App";

    private static readonly string[] Scopes = ["openid", "profile", "email", "offline_access"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public string Resume => On("/connect/authorize/resume");

    /// <summary>A page, on behalf of the request.</summary>
    public string On(string path) => $"{path}?request={Pending.Handle}";

    public static async Task<Errand> BeginAsync(
        TestServer server,
        Visitor visitor,
        Func<AuthorizationRequest, AuthorizationRequest>? with = null,
        Func<NewClient, NewClient>? client = null
    )
    {
        var registered = await server.AddClientAsync(
            Scopes,
            asked =>
            {
                var app = asked with
                {
                    Name = AppName,
                    RedirectUris = ["https://app.example.com/callback"],
                    Metadata = new ClientMetadata { ClientUri = "https://app.example.com/" },
                };
                return client?.Invoke(app) ?? app;
            }
        );
        return await BeginAsync(server, visitor, registered, with);
    }

    /// <summary>Another request of a client that has asked before.</summary>
    public static async Task<Errand> BeginAsync(
        TestServer server,
        Visitor visitor,
        TestClient client,
        Func<AuthorizationRequest, AuthorizationRequest>? with = null
    )
    {
        var browser = VisitorHandle.Create();
        visitor.Plant(BrowserCookies.Visitor, browser.Reveal());
        var request = new AuthorizationRequest
        {
            ClientId = client.Id,
            RedirectUri = "https://app.example.com/callback",
            ResponseTypes = ResponseTypes.Code,
            ResponseMode = ResponseMode.Query,
            Scopes = ["openid", "email"],
            Resources = [],
        };
        request = with?.Invoke(request) ?? request;
        var begun = await server.Get<PendingRequests>().BeginAsync(request, browser, Source.Unknown, Ct);
        return new Errand(server, visitor, client, Assert.IsType<BegunRequest.Waiting>(begun).Request);
    }

    /// <summary>What the server knows of it now; null once it is over.</summary>
    public async Task<Progress?> ProgressAsync() =>
        (await Server.Get<PendingRequests>().FindAsync(Pending.Handle, Visitor[BrowserCookies.Visitor], Ct))?.Progress;

    /// <summary>Brings it to its end, as the authorization endpoint does when the client is answered.</summary>
    public Task<bool> AnswerAsync() => Server.Get<PendingRequests>().AnswerAsync(Pending, Ct);

    public Task<Visit> SignInAsync(string email, string password = TestClients.Password) =>
        Visitor.SubmitAsync(On("/signin"), ("email", email), ("password", password));

    public async Task<Guid> IdOfAsync(string email) => (await Server.Get<People>().FindActiveAsync(email, Ct))!.Id;
}
