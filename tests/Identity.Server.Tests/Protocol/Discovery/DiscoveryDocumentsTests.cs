using System.Text.Json;
using Identity.Server.Clients.DynamicRegistration;
using Identity.Server.Keys;
using Identity.Server.Protocol.Discovery;
using Identity.Server.Protocol.Token.Grants;
using Identity.Server.Resources;
using Identity.Server.Tokens;
using Identity.Tests;
using Microsoft.Extensions.Options;

namespace Identity.Server.Tests.Protocol.Discovery;

public sealed class DiscoveryDocumentsTests
{
    private static readonly ApiCatalog Apis = Registered.Catalog(
        Registered.Api("orders", scopes: ["orders.read", "a"])
    );
    private readonly DiscoveryDocuments _documents = new(
        Issuer.Read("https://id.example/tenant"),
        new GrantCatalog([new ClientCredentialsGrant(Apis)]),
        Apis,
        Options.Create(new RegistrationOptions())
    );

    [Fact]
    public void The_document_is_written_anew_only_when_the_scopes_change()
    {
        var first = _documents.Current;
        var changed = _documents.Of(Registered.Snapshot(Registered.Api(scopes: ["b"])));

        Assert.NotSame(first, changed);
        Assert.NotEqual(first.ETag, changed.ETag);
        Assert.Equal(first.ETag, _documents.Current.ETag);
        Assert.Same(_documents.Current, _documents.Current);
    }

    [Fact]
    [Spec("RFC 8414 §2"), Spec("OpenID Connect Discovery §3"), Spec("RFC 6749 §3.1"), Spec("RFC 6749 §3.2")]
    [Spec("RFC 7009 §2"), Spec("RFC 9126 §2")]
    public void Every_address_is_under_the_issuer()
    {
        using var json = JsonDocument.Parse(_documents.Current.Json);
        var root = json.RootElement;

        Assert.Equal("https://id.example/tenant", root.GetProperty("issuer").GetString());
        var addresses = root.EnumerateObject()
            .Where(member => member.Name.EndsWith("_endpoint", StringComparison.Ordinal) || member.Name == "jwks_uri")
            .ToList();
        Assert.Equal(9, addresses.Count);
        Assert.All(
            addresses,
            member =>
                Assert.StartsWith("https://id.example/tenant/", member.Value.GetString(), StringComparison.Ordinal)
        );
    }

    [Fact]
    public void What_works_is_advertised_and_nothing_else()
    {
        using var json = JsonDocument.Parse(_documents.Current.Json);

        Assert.Equal(
            ["a", "address", "email", "offline_access", "openid", "orders.read", "phone", "profile"],
            Strings(json, "scopes_supported")
        );
        Assert.Equal(["client_credentials", "implicit"], Strings(json, "grant_types_supported"));
        Assert.DoesNotContain("none", Strings(json, "introspection_endpoint_auth_methods_supported"));
        foreach (var endpoint in (string[])["token", "introspection", "revocation"])
        {
            Assert.Contains("private_key_jwt", Strings(json, $"{endpoint}_endpoint_auth_methods_supported"));
            Assert.Contains("client_secret_jwt", Strings(json, $"{endpoint}_endpoint_auth_methods_supported"));
            var algorithms = Strings(json, $"{endpoint}_endpoint_auth_signing_alg_values_supported").ToList();
            Assert.Contains("RS256", algorithms);
            // RFC 8414 §2: the value none must not be used.
            Assert.DoesNotContain("none", algorithms);
        }
    }

    [Fact]
    public void A_member_is_named_once()
    {
        using var json = JsonDocument.Parse(_documents.Current.Json);
        var names = json.RootElement.EnumerateObject().Select(member => member.Name).ToList();

        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void Caches_keep_it_for_as_long_as_the_setting_says() =>
        Assert.Equal(
            "public, max-age=90",
            DiscoveryEndpoint.CacheControl(new KeyOptions { CacheFor = TimeSpan.FromSeconds(90.5) })
        );

    private static IEnumerable<string?> Strings(JsonDocument json, string name) =>
        json.RootElement.GetProperty(name).EnumerateArray().Select(value => value.GetString());
}
