using System.Text.Json.Nodes;
using Identity.Server.SpecTests.Fetching;
using Identity.Tests;
using Microsoft.AspNetCore.WebUtilities;

namespace Identity.Server.SpecTests.Fixtures;

/// <summary>A client that nobody registered: its id is the address at which it says what it is.</summary>
internal sealed class PublishedClient : IAsyncDisposable
{
    private readonly Origin _origin;

    public PublishedClient()
    {
        _origin = Origin.Start(asking =>
            asking.WriteAsync(Answer ?? Origin.Ok(Document.ToJsonString(), headers: Headers))
        );
        Document["client_id"] = Id;
        Document["client_name"] = "An App";
        Document["redirect_uris"] = new JsonArray(Registrations.RedirectUri);
    }

    public string Id => _origin.Url("/client");

    public string Host => new Uri(Id).Authority;

    /// <summary>What it says: valid until a test spoils one thing.</summary>
    public JsonObject Document { get; } = [];

    /// <summary>What its host says beside it, each line with its end.</summary>
    public string Headers { get; set; } = "";

    /// <summary>What its host answers instead, byte for byte.</summary>
    public string? Answer { get; set; }

    /// <summary>How often somebody asked.</summary>
    public int Asked => _origin.Connections;

    /// <summary>As it shows itself at the token endpoint: by its id alone.</summary>
    public TestClient Client => new(Id, Secret: null);

    /// <summary>The address of a valid request of the client.</summary>
    public string Address(string redirectUri = Registrations.RedirectUri) =>
        QueryHelpers.AddQueryString(
            "/connect/authorize",
            new Dictionary<string, string?>
            {
                ["client_id"] = Id,
                ["response_type"] = "code",
                ["redirect_uri"] = redirectUri,
                ["scope"] = "openid email",
                ["code_challenge"] = App.ChallengeOf(App.Verifier),
                ["code_challenge_method"] = "S256",
            }
        );

    public static (string Name, string Value)[] CodeForm(string code) =>
        [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", Registrations.RedirectUri),
            ("code_verifier", App.Verifier),
        ];

    public ValueTask DisposeAsync() => _origin.DisposeAsync();
}
