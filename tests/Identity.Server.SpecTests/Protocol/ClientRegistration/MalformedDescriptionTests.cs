using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Protocol.ClientRegistration;

/// <summary>Descriptions that cannot be read, as a whole or in one member.</summary>
public sealed class MalformedDescriptionTests(OpenServer host) : IClassFixture<OpenServer>
{
    [Theory, Spec("RFC 7591 §3.2.2"), Spec("OpenID Connect Dynamic Client Registration §3.3")]
    [InlineData("redirect_uris", "\"https://app.example/\"")]
    [InlineData("redirect_uris", "[\"https://app.example/\", null]")]
    [InlineData("redirect_uris", "[\"https://app.example/\", 1]")]
    [InlineData("redirect_uris", "{\"0\": \"https://app.example/\", \"length\": 1}")]
    [InlineData("grant_types", "\"authorization_code\"")]
    [InlineData("grant_types", "[[\"authorization_code\"]]")]
    [InlineData("response_types", "{}")]
    [InlineData("response_types", "[\"code\", \"\"]")]
    [InlineData("token_endpoint_auth_method", "[\"none\"]")]
    [InlineData("token_endpoint_auth_method", "\"tls\"")]
    [InlineData("application_type", "\"desktop\"")]
    [InlineData("subject_type", "\"secret\"")]
    [InlineData("client_name", "1")]
    [InlineData("client_name", "\"a\\u0000b\"")]
    [InlineData("client_name", "\"a\\nb\"")]
    [InlineData("client_name", "\"a\\u202eb\"")]
    [InlineData("contacts", "[null]")]
    [InlineData("client_uri", "\"http://app.example\"")]
    [InlineData("jwks_uri", "\"app.example/keys\"")]
    [InlineData("jwks", "[]")]
    [InlineData("jwks", "{}")]
    [InlineData("jwks", "{\"keys\": {}}")]
    [InlineData("default_max_age", "\"3600\"")]
    [InlineData("default_max_age", "-1")]
    [InlineData("default_max_age", "1e99")]
    [InlineData("require_auth_time", "\"true\"")]
    [InlineData("id_token_signed_response_alg", "\"none\"")]
    [InlineData("id_token_signed_response_alg", "\"RS257\"")]
    [InlineData("userinfo_signed_response_alg", "\"none\"")]
    [InlineData("id_token_encrypted_response_alg", "\"RSA1_5\"")]
    [InlineData("id_token_encrypted_response_alg", "\"RSA-OAEP-256\"")]
    [InlineData("id_token_encrypted_response_enc", "\"A128GCM\"")]
    [InlineData("token_endpoint_auth_signing_alg", "\"none\"")]
    [InlineData("frontchannel_logout_uri", "\"https://other.example/\"")]
    [InlineData("request_uris", "[\"http://app.example/request\"]")]
    [InlineData("scope", "[\"openid\"]")]
    [InlineData("scope", "\"unheard-of\"")]
    public async Task A_member_that_makes_no_sense_is_refused(string name, string json)
    {
        (await host.Server.RegisterAsync(Registrations.With(name, json))).ShouldRefuse("invalid_client_metadata");
    }

    [Theory, Spec("OpenID Connect Dynamic Client Registration §2")]
    [InlineData("http://app.example/login")]
    [InlineData("http://localhost/login")]
    [InlineData("javascript:alert(1)")]
    [InlineData("app:/login")]
    public async Task Where_a_sign_in_begins_is_https(string uri)
    {
        (await host.Server.RegisterAsync(Registrations.Description(("initiate_login_uri", uri)))).ShouldRefuse(
            "invalid_client_metadata"
        );
    }

    [Theory, Spec("RFC 7591 §3.1")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{\"client_name\": \"a\", \"client_name\": \"b\"}")]
    [InlineData("{\"client_name\": \"\\ud800\"}")]
    [InlineData(
        "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}}}}}}}}}}}}"
    )]
    public async Task A_body_that_is_no_json_object_of_distinct_members_is_refused(string body)
    {
        (await host.Server.SendJsonAsync(HttpMethod.Post, "/connect/register", body, token: null)).ShouldRefuse(
            "invalid_client_metadata"
        );
    }

    [Fact, Spec("RFC 7591 §3.1"), Spec("OpenID Connect Dynamic Client Registration §3")]
    public async Task Another_content_type_another_method_and_too_much_are_refused()
    {
        var body = Registrations.Description().ToJsonString();
        (await host.Server.SendJsonAsync(HttpMethod.Post, "/connect/register", body, null, "text/plain")).ShouldRefuse(
            "invalid_request"
        );
        Assert.Equal(405, (await host.Server.GetAsync("/connect/register")).Status);
        var large = Registrations.Description(("unknown", new string('x', 40_000)));
        (await host.Server.RegisterAsync(large)).ShouldRefuse("invalid_request", 413);
    }
}
