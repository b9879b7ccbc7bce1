using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Clients.Metadata;
using Identity.Tests;

namespace Identity.Server.SpecTests.Fixtures;

/// <summary>A client that signs: its assertions are valid in every way until a test spoils one thing.</summary>
internal sealed record Signer(Scene Scene, SigningKey Key)
{
    public const string Type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private static int _count;

    public TestServer Server => Scene.Server;

    public string Id => Scene.Client.Id;

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>One with a key of its own, which is registered with it unless the metadata says something else.</summary>
    public static async Task<Signer> WithKeyAsync(
        TestServer server,
        JwsAlgorithm? algorithm = null,
        Func<ClientMetadata, ClientMetadata>? with = null
    )
    {
        var key = SigningKey.Create(algorithm ?? JwsAlgorithm.ES256);
        var metadata = new ClientMetadata { Jwks = KeySet(key) };
        metadata = with?.Invoke(metadata) ?? metadata;
        return new Signer(await SetAsync(server, ClientAuthenticationMethod.PrivateKeyJwt, metadata), key);
    }

    /// <summary>One that signs with its secret.</summary>
    public static async Task<Signer> WithSecretAsync(
        TestServer server,
        JwsAlgorithm? algorithm = null,
        string? registered = null
    )
    {
        var metadata = new ClientMetadata { TokenEndpointAuthSigningAlg = registered };
        var scene = await SetAsync(server, ClientAuthenticationMethod.ClientSecretJwt, metadata);
        return new Signer(scene, KeyOf(scene.Client.Secret!, algorithm));
    }

    public static SigningKey KeyOf(string secret, JwsAlgorithm? algorithm = null) =>
        SigningKey.FromSecret(algorithm ?? JwsAlgorithm.HS256, Encoding.UTF8.GetBytes(secret));

    public static JsonElement KeySet(params SigningKey[] keys)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
            new JwkSet([.. keys.Select(key => key.Verification.ToJwk())]).WriteTo(json);
        return JsonDocument.Parse(buffer.ToArray()).RootElement;
    }

    public JsonObject Claims() => ClaimsOf(Id, Server.Issuer);

    /// <summary>What any client says of itself.</summary>
    public static JsonObject ClaimsOf(string clientId, string issuer) =>
        new()
        {
            ["iss"] = clientId,
            ["sub"] = clientId,
            ["aud"] = issuer,
            ["exp"] = Now.AddMinutes(1).ToUnixTimeSeconds(),
            ["iat"] = Now.ToUnixTimeSeconds(),
            ["jti"] = $"assertion {Interlocked.Increment(ref _count)}",
        };

    public string Assertion(Action<JsonObject>? spoil = null, SigningKey? key = null, string? type = "JWT")
    {
        var claims = Claims();
        spoil?.Invoke(claims);
        return Sign(claims, key ?? Key, type);
    }

    public static string Sign(JsonObject claims, SigningKey key, string? type = "JWT") =>
        CompactJws.Sign(Encoding.UTF8.GetBytes(claims.ToJsonString()), key, type);

    public static (string Name, string Value)[] Form(string assertion) =>
        [("client_assertion_type", Type), ("client_assertion", assertion)];

    /// <summary>Asks for a token, with the client's own assertion unless another is given.</summary>
    public Task<TestAnswer> TokenAsync(string? assertion = null) =>
        Server.PostAsync("/connect/token", null, [.. Scene.ClientForm, .. Form(assertion ?? Assertion())]);

    private static Task<Scene> SetAsync(
        TestServer server,
        ClientAuthenticationMethod method,
        ClientMetadata metadata
    ) => Scene.SetAsync(server, client: asked => asked with { AuthenticationMethod = method, Metadata = metadata });
}
