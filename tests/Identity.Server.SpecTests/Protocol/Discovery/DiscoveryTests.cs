using System.Net;
using System.Text.Json;
using Identity.Server.Clients;
using Identity.Server.Clients.Metadata;
using Identity.Server.Resources;
using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Users;
using Identity.Server.Users.Details;
using Identity.Server.Users.SelfService;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.Discovery;

public sealed class DiscoveryTests(ClassServer host) : IClassFixture<ClassServer>
{
    private const string OpenId = "/.well-known/openid-configuration";
    private const string OAuth = "/.well-known/oauth-authorization-server";

    private static readonly PersonDetails Everything = new()
    {
        GivenName = "Ann",
        FamilyName = "Lee",
        MiddleName = "B",
        Nickname = "Annie",
        PreferredUsername = "ann",
        Profile = "https://example.com/ann",
        Picture = "https://example.com/ann.png",
        Website = "https://example.com",
        Gender = "female",
        Birthdate = "1990",
        PhoneNumber = "+48221234567",
        Address = new PostalAddress { Country = "Poland" },
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Documents => [OpenId, OAuth, "/.well-known/jwks.json"];

    [Fact]
    [Spec("OpenID Connect Discovery §3"), Spec("RFC 8414 §2"), Spec("OpenID Connect Core §15.2")]
    [Spec("RFC 9700 §2.1.1"), Spec("RFC 9700 §4.7.1"), Spec("OpenID Connect Discovery §4.1")]
    [Spec("OpenID Connect Discovery §4.2")]
    public async Task The_document_has_what_it_must_have()
    {
        var json = await DocumentAsync();

        Assert.Equal(host.Server.Issuer, json.GetProperty("issuer").GetString());
        foreach (
            var required in new[]
            {
                "authorization_endpoint",
                "token_endpoint",
                "jwks_uri",
                "response_types_supported",
                "subject_types_supported",
                "id_token_signing_alg_values_supported",
                "scopes_supported",
                "claims_supported",
            }
        )
        {
            Assert.True(json.TryGetProperty(required, out _), required);
        }
        Assert.Superset(
            new HashSet<string>(["code", "id_token", "id_token token"]),
            Strings(json, "response_types_supported").ToHashSet()
        );
        // RFC 9700 §2.1.1: how a client finds out that there is PKCE.
        Assert.Equal(["S256"], Strings(json, "code_challenge_methods_supported"));
    }

    [Fact, Spec("OpenID Connect Discovery §4.2")]
    public async Task Nothing_in_it_is_empty() =>
        Assert.All(
            (await DocumentAsync()).EnumerateObject(),
            member => Assert.DoesNotContain(member.Value.GetRawText(), (string[])["[]", "{}", "null", "\"\""])
        );

    [Fact, Spec("OpenID Connect Discovery §4"), Spec("RFC 8414 §3")]
    public async Task Both_documents_are_the_same()
    {
        Assert.Equal((await host.Server.GetAsync(OpenId)).Body, (await host.Server.GetAsync(OAuth)).Body);
    }

    [Fact, Spec("RFC 8414 §2"), Spec("OpenID Connect Discovery §3")]
    public async Task Every_endpoint_that_is_named_is_there()
    {
        foreach (var member in (await DocumentAsync()).EnumerateObject())
        {
            if (!member.Name.EndsWith("_endpoint", StringComparison.Ordinal) && member.Name != "jwks_uri")
                continue;
            var address = member.Value.GetString()!;
            Assert.StartsWith(host.Server.Issuer, address, StringComparison.Ordinal);

            var path = address[host.Server.Issuer.Length..];
            var get = await host.Server.GetAsync(path);
            var post = await host.Server.PostAsync(path, client: null);
            Assert.True(get.Status is 200 or 303 or 401 || post.Status is 400 or 401, $"{member.Name} {get.Status}");
        }
    }

    [Fact, Spec("RFC 8414 §2")]
    public async Task Every_grant_type_that_is_named_works_and_no_other_is_left_out()
    {
        var named = Strings(await DocumentAsync(), "grant_types_supported");
        var scene = await Scene.SetAsync(host.Server);

        Assert.Equal(
            [
                "authorization_code",
                "client_credentials",
                "implicit",
                "password",
                "refresh_token",
                "urn:ietf:params:oauth:grant-type:device_code",
            ],
            named
        );
        (await scene.ClientCredentialsAsync()).ShouldSucceed();
        (await scene.RefreshAsync(await scene.FirstRefreshTokenAsync())).ShouldSucceed();
    }

    [Fact]
    [Spec("RFC 8414 §2"), Spec("OpenID Connect Discovery §3"), Spec("OpenID Connect Dynamic Client Registration §2")]
    public async Task The_ways_of_client_authentication_are_those_that_work()
    {
        string[] confidential = ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt"];
        var json = await DocumentAsync();

        Assert.Equal([.. confidential, "none"], Strings(json, "token_endpoint_auth_methods_supported"));
        Assert.Equal([.. confidential, "none"], Strings(json, "revocation_endpoint_auth_methods_supported"));
        Assert.Equal(confidential, Strings(json, "introspection_endpoint_auth_methods_supported"));
        Assert.Contains("RS256", Strings(json, "token_endpoint_auth_signing_alg_values_supported"));
        Assert.DoesNotContain("none", Strings(json, "token_endpoint_auth_signing_alg_values_supported"));
    }

    [Fact, Spec("OpenID Connect Discovery §3")]
    public async Task The_claims_are_those_that_userinfo_and_the_id_token_have()
    {
        var named = Strings(await DocumentAsync(), "claims_supported");
        var everything = string.Join(' ', StandardScopes.All);
        var app = await host.Server.AddClientAsync(
            [.. StandardScopes.All],
            asked => asked with { RedirectUris = ["https://app.example/callback"] }
        );
        var email = await host.Server.AddUserAsync();
        await host.Server.SetDetailsAsync(email, Everything);
        await host.Server.Get<ProfileChanges>().SaveAsync(await IdOfAsync(email), "Ann Lee", "UTC", "de", Ct);
        var tokens = await host.Server.SignInAsync(app, email, everything);

        var said = (await host.Server.UserInfoAsync(tokens.Issued())).Json.Members();

        Assert.Empty(said.Except(named));
        // What an ID token says of a sign-in through a browser alone.
        string[] ofTheBrowser = ["acr", "amr", "sid"];
        var idToken = ServedKeys.Claims(tokens.Issued("id_token")).Members();
        Assert.Empty(named.Except(said).Except(idToken).Except(ofTheBrowser));
    }

    [Fact, Spec("OpenID Connect Discovery §3"), Spec("RFC 8725 §3.2"), Spec("OpenID Connect Core §2")]
    public async Task Every_algorithm_that_is_named_can_be_registered_and_none_is_not_among_them()
    {
        var json = await DocumentAsync();
        var valid = new NewClient
        {
            ClientId = "web",
            RedirectUris = ["https://app.example/callback"],
            Metadata = new ClientMetadata { JwksUri = "https://app.example/keys" },
        };

        foreach (var name in Strings(json, "id_token_signing_alg_values_supported"))
            Check(metadata => metadata with { IdTokenSignedResponseAlg = name });
        foreach (var name in Strings(json, "userinfo_signing_alg_values_supported"))
            Check(metadata => metadata with { UserinfoSignedResponseAlg = name });
        foreach (var name in Strings(json, "id_token_encryption_alg_values_supported"))
            Check(metadata => metadata with { IdTokenEncryptedResponseAlg = name });
        foreach (var name in Strings(json, "userinfo_encryption_enc_values_supported"))
        {
            Check(metadata =>
                metadata with
                {
                    UserinfoEncryptedResponseAlg = "dir",
                    UserinfoEncryptedResponseEnc = name,
                }
            );
        }
        foreach (var name in Strings(json, "subject_types_supported"))
            Check(metadata => metadata with { SubjectType = name });
        Assert.Contains("RS256", Strings(json, "id_token_signing_alg_values_supported"));
        Assert.DoesNotContain("none", Strings(json, "id_token_signing_alg_values_supported"));

        void Check(Func<ClientMetadata, ClientMetadata> with) =>
            Assert.Null((valid with { Metadata = with(valid.Metadata) }).Problem());
    }

    [Fact, Spec("OpenID Connect Discovery §3"), Spec("RFC 9101 §10.5"), Spec("JARM §4")]
    public async Task Signed_requests_and_signed_answers_are_in_it_and_unsigned_ones_are_not()
    {
        var json = await DocumentAsync();

        Assert.True(json.GetProperty("request_parameter_supported").GetBoolean());
        Assert.True(json.GetProperty("request_uri_parameter_supported").GetBoolean());
        Assert.True(json.GetProperty("require_request_uri_registration").GetBoolean());
        Assert.False(json.GetProperty("require_signed_request_object").GetBoolean());
        Assert.Contains("RS256", Strings(json, "request_object_signing_alg_values_supported"));
        Assert.DoesNotContain("none", Strings(json, "request_object_signing_alg_values_supported"));
        Assert.Contains("ECDH-ES", Strings(json, "request_object_encryption_alg_values_supported"));
        Assert.Contains("A256GCM", Strings(json, "request_object_encryption_enc_values_supported"));
        Assert.Contains("ES256", Strings(json, "authorization_signing_alg_values_supported"));
        Assert.DoesNotContain("none", Strings(json, "authorization_signing_alg_values_supported"));
        Assert.Superset(
            new HashSet<string>(["jwt", "query.jwt", "fragment.jwt", "form_post.jwt"]),
            Strings(json, "response_modes_supported").ToHashSet()
        );
    }

    [Fact, Spec("OpenID Connect Discovery §3")]
    public async Task A_new_scope_is_in_it_at_once()
    {
        var before = await host.Server.GetAsync(OpenId);
        var api = await host.Server.AddApiAsync();

        var after = await host.Server.GetAsync(OpenId);

        Assert.DoesNotContain(api.Scope, before.Body, StringComparison.Ordinal);
        Assert.Contains(api.Scope, Strings(after.Json, "scopes_supported"));
        Assert.NotEqual(before.Response.Headers.ETag, after.Response.Headers.ETag);
    }

    [Theory, Spec("RFC 9110 §13.1.2"), Spec("RFC 9111 §5.2.2")]
    [MemberData(nameof(Documents))]
    public async Task Who_has_it_already_is_told_so(string path)
    {
        var (etag, length) = await TagAsync(path);
        Assert.True(length > 0);

        foreach (var held in new[] { etag, $"W/{etag}", $"\"other\", {etag}", "*" })
        {
            var answer = await host.Server.GetAsync(path, request => request.Headers.Add("If-None-Match", held));
            Assert.Equal((304, ""), (answer.Status, answer.Body));
            Assert.Equal(etag, answer.Response.Headers.ETag!.ToString());
            Assert.True(answer.Response.Headers.CacheControl!.Public);
        }

        var other = await host.Server.GetAsync(path, request => request.Headers.Add("If-None-Match", "\"other\""));
        Assert.Equal(200, other.Status);
    }

    [Theory, Spec("RFC 9110 §9.3.2")]
    [MemberData(nameof(Documents))]
    public async Task Head_gives_the_head_that_get_gives(string path)
    {
        var get = await host.Server.GetAsync(path);
        var head = await host.Server.GetAsync(path, request => request.Method = HttpMethod.Head);

        Assert.Equal(HttpStatusCode.OK, head.Response.StatusCode);
        Assert.Empty(head.Body);
        Assert.Equal(get.Response.Content.Headers.ContentType, head.Response.Content.Headers.ContentType);
        Assert.NotNull(head.Response.Headers.ETag);
        Assert.True(head.Response.Content.Headers.ContentLength > 0);
    }

    [Theory, Spec("RFC 9111 §5.2.2")]
    [MemberData(nameof(Documents))]
    public async Task It_may_be_kept_for_a_quarter_of_an_hour_and_read_from_anywhere(string path)
    {
        var answer = await host.Server.GetAsync(path);

        Assert.True(answer.Response.Headers.CacheControl!.Public);
        Assert.Equal(TimeSpan.FromMinutes(15), answer.Response.Headers.CacheControl.MaxAge);
        Assert.Equal("*", Assert.Single(answer.Response.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    private async Task<Guid> IdOfAsync(string email) =>
        (await host.Server.Get<People>().FindActiveAsync(email, Ct))!.Id;

    private async Task<(string ETag, int Length)> TagAsync(string path)
    {
        var answer = await host.Server.GetAsync(path);
        return (answer.Response.Headers.ETag!.ToString(), answer.Body.Length);
    }

    private async Task<JsonElement> DocumentAsync()
    {
        var answer = await host.Server.GetAsync(OpenId);
        answer.ShouldSucceed();
        Assert.Equal("application/json", answer.Response.Content.Headers.ContentType!.MediaType);
        return answer.Json;
    }

    private static string[] Strings(JsonElement json, string member) =>
        [.. json.GetProperty(member).EnumerateArray().Select(value => value.GetString()!)];
}
