using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Identity.Jose;
using Identity.Server.Clients.Metadata;
using Identity.Server.Database.Sealing;

namespace Identity.Server.Clients;

/// <summary>Makes the secrets of clients. A hash is all that is kept, and where something is signed or encrypted with it the secret itself, sealed.</summary>
internal sealed class ClientSecrets(MasterKey master, TimeProvider clock)
{
    private const int UsualBytes = 32;
    private const int ShortestGiven = 32;
    private const int LongestGiven = 512;

    // In base64url 64 characters, which is as much as HS512 asks for (RFC 7518 §3.2; OpenID Connect Core §16.19).
    private const int SigningBytes = 48;

    public static bool Has(ClientAuthenticationMethod method) =>
        method is not (ClientAuthenticationMethod.None or ClientAuthenticationMethod.PrivateKeyJwt);

    /// <summary>Whether a client's secret is a key as well, to either side of an exchange.</summary>
    public static bool IsKey(ClientAuthenticationMethod method, ClientMetadata metadata) =>
        method == ClientAuthenticationMethod.ClientSecretJwt || ResponseRules.UseSecret(metadata);

    public static string New(ClientAuthenticationMethod method, ClientMetadata metadata) =>
        Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IsKey(method, metadata) ? SigningBytes : UsualBytes));

    /// <summary>What is wrong with a secret that somebody else made, to follow what it is; null where nothing is.</summary>
    /// <remarks>RFC 6749 §A.2 for its characters. Its hash is one that is quick to try: it must be too long to be found.</remarks>
    public static string? WeaknessOf(string secret, ClientMetadata metadata)
    {
        string?[] signing =
        [
            metadata.TokenEndpointAuthSigningAlg,
            metadata.IdTokenSignedResponseAlg,
            metadata.UserinfoSignedResponseAlg,
            metadata.AuthorizationSignedResponseAlg,
            metadata.RequestObjectSigningAlg,
        ];
        // RFC 7518 §3.2: a key of the hash's size or larger.
        var shortest = signing.Max(name =>
            JwsAlgorithm.TryParse(name, out var algorithm) && algorithm.IsSymmetric
                ? Math.Max(algorithm.HashLength, ShortestGiven)
                : ShortestGiven
        );
        return secret.Length < shortest || secret.Length > LongestGiven || secret.Any(c => c is <= ' ' or > '~')
            ? $"must hold {shortest} to {LongestGiven} visible ASCII characters without a space"
            : null;
    }

    public static string NameOf(Guid secretId) => $"client secret {secretId}";

    public ClientSecretRow ToRow(ClientRow client, string secret)
    {
        var isKey = IsKey(client.AuthenticationMethod, ClientMetadataJson.Read(client.Metadata));
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        return new ClientSecretRow
        {
            Id = id,
            ClientId = client.ClientId,
            Hash = ClientRegistry.HashOf(secret),
            Sealed = isKey ? master.Seal(Encoding.UTF8.GetBytes(secret), NameOf(id)) : null,
            CreatedAt = now,
        };
    }

    public ClientSecret Read(ClientSecretRow row) =>
        new(row.Hash, row.ExpiresAt)
        {
            Key = row.Sealed is { } hidden ? new SharedKey(master.Unseal(hidden, NameOf(row.Id))) : null,
        };
}
