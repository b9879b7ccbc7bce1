using System.Security.Cryptography;
using System.Text.Json;
using Identity.Jose;
using Identity.Server.Clients.DynamicRegistration;
using Identity.Server.Protocol.Authorize;
using Identity.Server.Protocol.Device;
using Identity.Server.Protocol.Introspection;
using Identity.Server.Protocol.Logout;
using Identity.Server.Protocol.Pkce;
using Identity.Server.Protocol.PushedRequests;
using Identity.Server.Protocol.Registration;
using Identity.Server.Protocol.Revocation;
using Identity.Server.Protocol.Token;
using Identity.Server.Protocol.Token.Grants;
using Identity.Server.Protocol.UserInfo;
using Identity.Server.Resources;
using Identity.Server.Tokens;
using Microsoft.Extensions.Options;

namespace Identity.Server.Protocol.Discovery;

/// <summary>The metadata as bytes, written anew only when the scopes have changed.</summary>
internal sealed class DiscoveryDocuments(
    Issuer issuer,
    GrantCatalog grants,
    ApiCatalog apis,
    IOptions<RegistrationOptions> registration
)
{
    private static readonly string[] ConfidentialMethods =
    [
        "client_secret_basic",
        "client_secret_post",
        "client_secret_jwt",
        "private_key_jwt",
    ];
    private static readonly string[] AnyMethod = [.. ConfidentialMethods, "none"];

    private static readonly string[] AssertionAlgorithms = [.. JwsAlgorithm.All.Select(algorithm => algorithm.Name)];

    private volatile Document? _current;

    public Document Current => Of(apis.Snapshot);

    public Document Of(ApiSnapshot snapshot)
    {
        var current = _current;
        // The very snapshot: comparing what is in it would cost what writing it does.
        return current is not null && ReferenceEquals(current.Of, snapshot) ? current : _current = Write(snapshot);
    }

    private Document Write(ApiSnapshot snapshot)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
            WriteTo(json, snapshot);
        var bytes = buffer.ToArray();
        return new Document(bytes, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\"", snapshot);
    }

    // RFC 8414 §2; OpenID Connect Discovery §3. Nothing is advertised that does not work, and nothing that works is left out.
    private void WriteTo(Utf8JsonWriter json, ApiSnapshot snapshot)
    {
        json.WriteStartObject();
        json.WriteString("issuer", issuer.Value);
        json.WriteString("authorization_endpoint", issuer.Endpoint(AuthorizeEndpoint.Path));
        json.WriteString("pushed_authorization_request_endpoint", issuer.Endpoint(PushedRequestEndpoint.Path));
        json.WriteString("token_endpoint", issuer.Endpoint(TokenEndpoint.Path));
        // RFC 8628 §4
        json.WriteString("device_authorization_endpoint", issuer.Endpoint(DeviceAuthorizationEndpoint.Path));
        if (registration.Value.Mode != RegistrationMode.Closed)
            json.WriteString("registration_endpoint", issuer.Endpoint(RegistrationEndpoint.Path));
        // OAuth Client ID Metadata Document §6
        json.WriteBoolean("client_id_metadata_document_supported", registration.Value.MetadataDocuments);
        json.WriteString("userinfo_endpoint", issuer.Endpoint(UserInfoEndpoint.Path));
        json.WriteString("jwks_uri", issuer.Endpoint(JwksEndpoint.Path));
        json.WriteString("introspection_endpoint", issuer.Endpoint(IntrospectionEndpoint.Path));
        json.WriteString("revocation_endpoint", issuer.Endpoint(RevocationEndpoint.Path));
        WriteLogout(json);
        Write(
            json,
            "scopes_supported",
            StandardScopes.All.Union(snapshot.Scopes.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
        );
        Write(json, "response_types_supported", ResponseShape.Names);
        Write(json, "response_modes_supported", ResponseShape.Modes);
        Write(json, "code_challenge_methods_supported", [CodeChallenge.Method]);
        // OpenID Connect Initiating User Registration §4.2
        Write(json, "prompt_values_supported", ["none", "login", "consent", "select_account", "create"]);
        // RFC 9207 §3
        json.WriteBoolean("authorization_response_iss_parameter_supported", value: true);
        json.WriteBoolean("require_pushed_authorization_requests", value: false);
        Write(json, "grant_types_supported", grants.GrantTypes.Append("implicit").Order(StringComparer.Ordinal));
        WriteAuthentication(json, "token", AnyMethod);
        WriteAuthentication(json, "introspection", ConfidentialMethods);
        WriteAuthentication(json, "revocation", AnyMethod);
        ClaimsMetadata.WriteTo(json);
        SignedRequestMetadata.WriteTo(json);
        json.WriteEndObject();
    }

    private static void WriteAuthentication(Utf8JsonWriter json, string endpoint, string[] methods)
    {
        Write(json, $"{endpoint}_endpoint_auth_methods_supported", methods);
        Write(json, $"{endpoint}_endpoint_auth_signing_alg_values_supported", AssertionAlgorithms);
    }

    private void WriteLogout(Utf8JsonWriter json)
    {
        // OpenID Connect RP-Initiated Logout §2.1
        json.WriteString("end_session_endpoint", issuer.Endpoint(EndSessionEndpoint.Path));
        // OpenID Connect Session Management §3.3
        json.WriteString("check_session_iframe", issuer.Endpoint(CheckSessionEndpoint.Path));
        // OpenID Connect Front-Channel Logout §3
        json.WriteBoolean("frontchannel_logout_supported", value: true);
        json.WriteBoolean("frontchannel_logout_session_supported", value: true);
        // OpenID Connect Back-Channel Logout §2.1
        json.WriteBoolean("backchannel_logout_supported", value: true);
        json.WriteBoolean("backchannel_logout_session_supported", value: true);
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    internal sealed record Document(byte[] Json, string ETag, ApiSnapshot Of);
}
