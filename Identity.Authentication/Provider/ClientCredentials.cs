using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Identity.Jose;

namespace Identity.Authentication.Provider;

/// <summary>How a client shows the provider who it is.</summary>
/// <remarks>RFC 6749 §2.3; OpenID Connect Core §9.</remarks>
internal sealed class ClientCredentials
{
    public const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// <summary>An assertion is made for one request.</summary>
    private static readonly TimeSpan AssertionLife = TimeSpan.FromMinutes(1);

    private readonly string? _secret;
    private readonly SigningKey? _key;

    private ClientCredentials(string clientId, string? secret, SigningKey? key) =>
        (ClientId, _secret, _key) = (clientId, secret, key);

    public string ClientId { get; }

    /// <summary>A client without credentials: its name is all that it has.</summary>
    public static ClientCredentials Public(string clientId) => new(clientId, secret: null, key: null);

    /// <summary>A client with a secret: sent as client_secret_basic, or in the form to a provider that has no other way.</summary>
    public static ClientCredentials WithSecret(string clientId, string secret) => new(clientId, secret, key: null);

    /// <summary>A client with a key of its own, private_key_jwt: nothing that it sends can be used by who reads it.</summary>
    public static ClientCredentials WithKey(string clientId, SigningKey key) => new(clientId, secret: null, key);

    public void AddTo(
        HttpRequestMessage request,
        List<KeyValuePair<string, string>> form,
        ProviderMetadata provider,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_key is not null)
        {
            form.Add(new("client_id", ClientId));
            form.Add(new("client_assertion_type", AssertionType));
            form.Add(new("client_assertion", Assertion(_key, provider, now)));
        }
        else if (_secret is null)
        {
            form.Add(new("client_id", ClientId));
        }
        else if (PostsSecrets(provider))
        {
            form.Add(new("client_id", ClientId));
            form.Add(new("client_secret", _secret));
        }
        else
        {
            request.Headers.Authorization = Basic(_secret);
        }
    }

    /// <summary>Says who it is and never how it proves it.</summary>
    public override string ToString() => ClientId;

    private static bool PostsSecrets(ProviderMetadata provider) =>
        provider.TokenEndpointAuthMethodsSupported.Contains("client_secret_post", StringComparer.Ordinal)
        && !provider.TokenEndpointAuthMethodsSupported.Contains("client_secret_basic", StringComparer.Ordinal);

    // RFC 6749 §2.3.1: both are form-encoded before they are joined, so that a colon in either is no separator.
    private AuthenticationHeaderValue Basic(string secret) =>
        new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{FormEncode(ClientId)}:{FormEncode(secret)}")));

    private static string FormEncode(string text) =>
        Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    // RFC 7523 §3. The audience is the issuer alone: at an endpoint's URL another provider could have it presented.
    private string Assertion(SigningKey key, ProviderMetadata provider, DateTimeOffset now)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("iss", ClientId);
            json.WriteString("sub", ClientId);
            json.WriteString("aud", provider.Issuer);
            json.WriteString("jti", Guid.CreateVersion7(now));
            json.WriteNumber("iat", now.ToUnixTimeSeconds());
            json.WriteNumber("exp", (now + AssertionLife).ToUnixTimeSeconds());
            json.WriteEndObject();
        }
        return CompactJws.Sign(buffer.ToArray(), key, "client-authentication+jwt");
    }
}
