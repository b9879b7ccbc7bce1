using System.Text.Json;

namespace Identity.Authentication.Provider;

/// <summary>Reads a provider's metadata, and believes none that is another provider's.</summary>
/// <remarks>OpenID Connect Discovery §4.3; RFC 8414 §3.3.</remarks>
internal static class MetadataReader
{
    public static Fetched<ProviderMetadata> Read(JsonElement json, Authority authority)
    {
        // RFC 9207 §2.4 and the defence against mix-up rest on this one comparison, to the letter.
        if (Text(json, "issuer") is not { } issuer)
            return Refuse("has no issuer");
        if (issuer != authority.Value)
            return Refuse($"is that of another issuer, to be configured as it is: {OneLine(issuer)}");

        foreach (var member in json.EnumerateObject())
        {
            if (IsAddress(member) && !authority.MayLeadTo(member.Value.GetString()))
                return Refuse($"has a {OneLine(member.Name)} that is no https URL");
        }

        return new Fetched<ProviderMetadata>.Found(
            new ProviderMetadata
            {
                Issuer = issuer,
                JwksUri = Text(json, "jwks_uri"),
                AuthorizationEndpoint = Text(json, "authorization_endpoint"),
                TokenEndpoint = Text(json, "token_endpoint"),
                UserInfoEndpoint = Text(json, "userinfo_endpoint"),
                EndSessionEndpoint = Text(json, "end_session_endpoint"),
                IntrospectionEndpoint = Text(json, "introspection_endpoint"),
                RevocationEndpoint = Text(json, "revocation_endpoint"),
                PushedAuthorizationRequestEndpoint = Text(json, "pushed_authorization_request_endpoint"),
                RequirePushedAuthorizationRequests = IsTrue(json, "require_pushed_authorization_requests"),
                AuthorizationResponseIssParameterSupported = IsTrue(
                    json,
                    "authorization_response_iss_parameter_supported"
                ),
                BackChannelLogoutSupported = IsTrue(json, "backchannel_logout_supported"),
                TokenEndpointAuthMethodsSupported =
                    Texts(json, "token_endpoint_auth_methods_supported") ?? ["client_secret_basic"],
                IdTokenSigningAlgValuesSupported = Texts(json, "id_token_signing_alg_values_supported") ?? [],
                CodeChallengeMethodsSupported = Texts(json, "code_challenge_methods_supported") ?? [],
                DpopSigningAlgValuesSupported = Texts(json, "dpop_signing_alg_values_supported") ?? [],
            }
        );
    }

    private static Fetched<ProviderMetadata>.Missing Refuse(string why) => new($"The provider's metadata {why}.");

    /// <summary>The addresses that secrets, codes or people are sent to, and the one that keys come from.</summary>
    private static bool IsAddress(JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.String
        && (member.Name == "jwks_uri" || member.Name.EndsWith("_endpoint", StringComparison.Ordinal));

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : null;

    private static bool IsTrue(JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.True;

    private static string[]? Texts(JsonElement json, string name) =>
        json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.Array
            ?
            [
                .. member
                    .EnumerateArray()
                    .Where(item => item.ValueKind == JsonValueKind.String)
                    .Select(item => item.GetString()!),
            ]
            : null;

    private static string OneLine(string text) =>
        string.Concat(text.Take(200).Select(letter => char.IsControl(letter) ? '?' : letter));
}
