using Identity.Server.Clients;
using Identity.Server.Clients.Metadata;
using Identity.Tests;

namespace Identity.Server.Tests.Clients;

public sealed class NewClientTests
{
    private static readonly NewClient Valid = new()
    {
        ClientId = "web",
        GrantTypes = ["client_credentials"],
        Audience = "https://api.example",
        RedirectUris = ["https://app.example/callback"],
    };

    [Fact]
    public void The_fixture_is_valid() => Assert.Null(Valid.Problem());

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("colon:colon")]
    [InlineData("quote\"")]
    [InlineData("back\\slash")]
    [InlineData("tab\t")]
    [InlineData("nul\0")]
    [InlineData("ümlaut")]
    [InlineData("delete\u007f")]
    [Spec("RFC 7617 §2")]
    public void A_client_id_passes_through_http_basic_as_it_is(string id) =>
        Refused(Valid with { ClientId = id }, "client id");

    [Fact]
    public void A_client_id_has_a_limit()
    {
        Assert.Null((Valid with { ClientId = new string('a', NewClient.LongestClientId) }).Problem());
        Refused(Valid with { ClientId = new string('a', NewClient.LongestClientId + 1) }, "client id");
    }

    [Fact]
    public void A_name_has_a_limit()
    {
        Assert.Null((Valid with { Name = new string('a', NewClient.LongestName) }).Problem());
        Refused(Valid with { Name = new string('a', NewClient.LongestName + 1) }, "name");
    }

    [Theory]
    [InlineData("implied")]
    [InlineData("Password")]
    [InlineData("")]
    public void A_grant_type_that_does_not_exist_is_refused(string grant) =>
        Refused(Valid with { GrantTypes = ["password", grant] }, $"grant type '{grant}'");

    [Fact, Spec("RFC 6749 §4.4")]
    public void A_public_client_cannot_act_for_itself() =>
        Refused(
            Valid with
            {
                AuthenticationMethod = ClientAuthenticationMethod.None,
                Audience = null,
            },
            "client_credentials"
        );

    [Fact, Spec("RFC 7662 §2.1")]
    public void A_public_client_cannot_speak_for_an_api() =>
        Refused(
            Valid with
            {
                AuthenticationMethod = ClientAuthenticationMethod.None,
                GrantTypes = ["password"],
            },
            "secret"
        );

    [Theory]
    [InlineData("00:00:09", false)]
    [InlineData("00:00:10", true)]
    [InlineData("7.00:00:00", true)]
    [InlineData("7.00:00:01", false)]
    public void An_access_token_lives_within_bounds(string lifetime, bool isValid) =>
        Assert.Equal(isValid, With(access: lifetime).Problem() is null);

    [Theory]
    [InlineData("-00:00:01", false)]
    [InlineData("00:00:00", false)]
    [InlineData("00:00:01", true)]
    [InlineData("730.00:00:00", true)]
    [InlineData("730.00:00:01", false)]
    [InlineData("10675199.02:48:05", false)]
    public void A_refresh_token_lives_within_bounds(string lifetime, bool isValid)
    {
        Assert.Equal(isValid, With(idle: lifetime).Problem() is null);
        Assert.Equal(isValid, With(refresh: lifetime).Problem() is null);
    }

    [Theory]
    [InlineData("https://app.example")]
    [InlineData("https://app.example/callback?tenant=1")]
    [InlineData("https://app.example:8443/a/b")]
    [InlineData("http://127.0.0.1:3000/callback")]
    [InlineData("http://[::1]/callback")]
    [InlineData("http://localhost:3000/callback")]
    [InlineData("com.example.app:/callback")]
    [InlineData("com.example.app://callback")]
    [Spec("RFC 6749 §3.1.2")]
    public void A_redirect_uri_is_absolute(string uri) => Assert.Null((Valid with { RedirectUris = [uri] }).Problem());

    [Theory]
    [InlineData("")]
    [InlineData("/callback")]
    [InlineData("//app.example/callback")]
    [InlineData("callback")]
    [InlineData("app.example/callback")]
    [InlineData("https://app.example/callback#fragment")]
    [InlineData("https://app.example/callback#")]
    [InlineData("https://user@app.example/callback")]
    [InlineData("https://user:password@app.example/callback")]
    [InlineData("https://*.app.example/callback")]
    [InlineData("https://app.example/*")]
    [InlineData("javascript:alert(1)")]
    [InlineData("JavaScript:alert(1)")]
    [InlineData("data:text/html,x")]
    [InlineData("vbscript:x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("blob:https://app.example/1")]
    [InlineData("about:blank")]
    [InlineData("intent://scan/#Intent;end")]
    [InlineData("intent://scan/")]
    [InlineData("ms-word:ofe")]
    [InlineData("mailto:evil@example.com")]
    [InlineData("view-source:https://app.example/")]
    [InlineData("ws://app.example/")]
    [InlineData("ftp://app.example/")]
    [InlineData("myapp:/callback")]
    [InlineData("com.example.app://user@callback")]
    [InlineData("https://@app.example/callback")]
    [InlineData("https://app.example@@evil.example/callback")]
    [InlineData("https://app.example\\@evil.example/callback")]
    [InlineData("https://")]
    [InlineData("https:///callback")]
    [InlineData("https:app.example/callback")]
    [InlineData(" https://app.example/callback")]
    [InlineData("https://app.example/callback ")]
    [InlineData("https://app.example/call\tback")]
    [InlineData("https://app.example/call\nback")]
    [InlineData("https:\\\\app.example\\callback")]
    [InlineData("https://app.example/ümlaut")]
    [Spec("RFC 6749 §3.1.2"), Spec("RFC 9700 §2.1")]
    public void What_is_ambiguous_or_dangerous_is_no_redirect_uri(string uri) =>
        Refused(Valid with { RedirectUris = ["https://app.example/callback", uri] }, $"'{uri}'");

    [Theory]
    [InlineData("http://app.example/callback")]
    [InlineData("HTTP://app.example/callback")]
    [Spec("RFC 9700 §2.6")]
    public void Nothing_is_sent_over_plain_http_but_to_the_same_machine(string uri) =>
        Refused(Valid with { RedirectUris = [uri] }, $"'{uri}'");

    private static NewClient With(string? access = null, string? idle = null, string? refresh = null) =>
        Valid with
        {
            Lifetimes = new ClientLifetimes(Time(access), Time(idle), Time(refresh)),
        };

    private static TimeSpan? Time(string? text) =>
        text is null ? null : TimeSpan.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    [Theory, Spec("OpenID Connect Core §8.1"), Spec("OpenID Connect Dynamic Client Registration §2")]
    [InlineData("https://app.example/a", "https://app.example/b", null, true)]
    [InlineData("https://app.example/a", "https://APP.example:8443/b", null, true)]
    [InlineData("https://app.example/a", "https://two.example/a", null, false)]
    [InlineData("https://app.example/a", "com.example.app:/a", null, false)]
    [InlineData("com.example.app:/a", "com.example.app:/b", null, false)]
    [InlineData("https://app.example/a", "https://two.example/a", "https://sector.example/uris.json", true)]
    [InlineData("com.example.app:/a", "com.example.app:/b", "https://sector.example/uris.json", true)]
    [InlineData("https://app.example/a", "https://app.example/b", "ftp://sector.example/uris.json", false)]
    public void A_pairwise_client_belongs_to_one_sector(string one, string other, string? sector, bool isAllowed)
    {
        var asked = Valid with
        {
            RedirectUris = [one, other],
            Metadata = new ClientMetadata { SubjectType = "pairwise", SectorIdentifierUri = sector },
        };

        Assert.Equal(isAllowed, asked.Problem() is null);
        if (sector is null)
            Assert.Null((asked with { Metadata = ClientMetadata.Empty }).Problem());
    }

    [Fact, Spec("OpenID Connect Core §8.1")]
    public void A_pairwise_client_without_any_address_needs_a_sector() =>
        Refused(
            Valid with
            {
                RedirectUris = [],
                Metadata = new ClientMetadata { SubjectType = "pairwise" },
            },
            "sector identifier"
        );

    [Fact, Spec("OpenID Connect Core §8")]
    public void A_subject_type_that_does_not_exist_is_refused()
    {
        Assert.Null((Valid with { Metadata = new ClientMetadata { SubjectType = "public" } }).Problem());
        Refused(Valid with { Metadata = new ClientMetadata { SubjectType = "Pairwise" } }, "subject type 'Pairwise'");
    }

    [Theory, Spec("OpenID Connect Dynamic Client Registration §2"), Spec("RFC 8725 §3.2"), Spec("JARM §3")]
    [InlineData("RS256", true)]
    [InlineData("ES512", true)]
    [InlineData("none", false)]
    [InlineData("rs256", false)]
    [InlineData("EdDSA", false)]
    public void An_answer_is_signed_with_an_algorithm_that_there_is(string name, bool isAllowed)
    {
        foreach (
            var metadata in (ClientMetadata[])
                [new() { IdTokenSignedResponseAlg = name }, new() { UserinfoSignedResponseAlg = name }]
        )
        {
            Assert.Equal(isAllowed, (Valid with { Metadata = metadata }).Problem() is null);
        }
    }

    [Theory, Spec("OpenID Connect Core §10.1"), Spec("OpenID Connect Core §10.2")]
    [InlineData("HS256", true)]
    [InlineData("HS512", true)]
    [InlineData("HS256", false)]
    public void Only_a_client_with_a_secret_is_answered_under_it(string name, bool isAllowed)
    {
        var method = isAllowed ? ClientAuthenticationMethod.ClientSecretPost : ClientAuthenticationMethod.None;
        var asked = Valid with { Audience = null, GrantTypes = ["password"], AuthenticationMethod = method };
        foreach (
            var metadata in (ClientMetadata[])
                [
                    new() { IdTokenSignedResponseAlg = name },
                    new() { UserinfoSignedResponseAlg = name },
                    new() { IdTokenEncryptedResponseAlg = "dir" },
                ]
        )
        {
            Assert.Equal(isAllowed, (asked with { Metadata = metadata }).Problem() is null);
        }
    }

    [Theory, Spec("OpenID Connect Dynamic Client Registration §2"), Spec("JARM §3")]
    [InlineData("RSA-OAEP-256", null, true)]
    [InlineData("ECDH-ES", "A256GCM", true)]
    [InlineData("RSA1_5", null, false)]
    [InlineData("none", null, false)]
    [InlineData("RSA-OAEP-256", "A512GCM", false)]
    [InlineData(null, "A256GCM", false)]
    public void An_answer_is_encrypted_with_an_algorithm_that_there_is(string? alg, string? enc, bool isAllowed)
    {
        var keys = new ClientMetadata { JwksUri = "https://app.example/keys" };
        foreach (
            var metadata in (ClientMetadata[])
                [
                    keys with
                    {
                        IdTokenEncryptedResponseAlg = alg,
                        IdTokenEncryptedResponseEnc = enc,
                    },
                    keys with
                    {
                        UserinfoEncryptedResponseAlg = alg,
                        UserinfoEncryptedResponseEnc = enc,
                    },
                ]
        )
        {
            Assert.Equal(isAllowed, (Valid with { Metadata = metadata }).Problem() is null);
            if (isAllowed)
                Refused(Valid with { Metadata = metadata with { JwksUri = null } }, "key set");
        }
    }

    private static void Refused(NewClient client, string because) =>
        Assert.Contains(because, client.Problem() ?? "nothing", StringComparison.Ordinal);
}
