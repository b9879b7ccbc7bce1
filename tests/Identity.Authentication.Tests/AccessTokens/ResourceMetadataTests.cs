using System.Text.Json;
using Identity.Authentication.Tests.Fixtures;
using Identity.Tests;

namespace Identity.Authentication.Tests.AccessTokens;

/// <summary>An API says of itself where tokens for it come from.</summary>
public sealed class ResourceMetadataTests : IAsyncLifetime
{
    private const string Path = "/.well-known/oauth-protected-resource/v1";

    private ProtectedApi _api = null!;

    public async ValueTask InitializeAsync() =>
        _api = await ProtectedApi.StartAsync(options =>
        {
            options.Resource = "https://api.example.com/v1";
            options.Scopes = ["read", "write"];
        });

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact, Spec("RFC 9728 §2"), Spec("RFC 9728 §3.1")]
    public async Task The_metadata_names_the_provider()
    {
        var answer = await _api.GetWithoutAsync(Path);

        Assert.Equal(200, answer.Status);
        Assert.Equal("https://api.example.com/v1", answer.Json.GetProperty("resource").GetString());
        Assert.Equal([_api.Provider.Issuer], Texts(answer.Json, "authorization_servers"));
        Assert.Equal(["read", "write"], Texts(answer.Json, "scopes_supported"));
        Assert.Equal(["header"], Texts(answer.Json, "bearer_methods_supported"));
    }

    [Fact, Spec("RFC 9728 §5.1")]
    public async Task A_challenge_names_the_place()
    {
        Assert.Equal(
            $"Bearer resource_metadata=\"https://api.example.com{Path}\"",
            (await _api.GetWithoutAsync()).Challenge
        );
        Assert.Contains("resource_metadata=", (await _api.GetAsync("bad")).Challenge, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_api_without_a_url_of_its_own_publishes_nothing()
    {
        await using var silent = await ProtectedApi.StartAsync();

        Assert.Equal(404, (await silent.GetWithoutAsync(Path)).Status);
    }

    private static IEnumerable<string?> Texts(JsonElement json, string name) =>
        json.GetProperty(name).EnumerateArray().Select(item => item.GetString());
}
