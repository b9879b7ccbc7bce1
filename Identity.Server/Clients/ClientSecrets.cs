using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Identity.Jose;
using Identity.Server.Database.Sealing;

namespace Identity.Server.Clients;

/// <summary>Makes the secrets of clients. A hash is all that is kept, and where signatures are checked with it the secret itself, sealed.</summary>
internal sealed class ClientSecrets(MasterKey master, TimeProvider clock)
{
    private const int UsualBytes = 32;

    // In base64url 64 characters, which is as much as HS512 asks for (RFC 7518 §3.2; OpenID Connect Core §16.19).
    private const int SigningBytes = 48;

    public static bool Has(ClientAuthenticationMethod method) =>
        method is not (ClientAuthenticationMethod.None or ClientAuthenticationMethod.PrivateKeyJwt);

    public static string New(ClientAuthenticationMethod method) =>
        Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Signs(method) ? SigningBytes : UsualBytes));

    public static string NameOf(Guid secretId) => $"client secret {secretId}";

    public ClientSecretRow ToRow(ClientRow client, string secret)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        return new ClientSecretRow
        {
            Id = id,
            ClientId = client.ClientId,
            Hash = ClientRegistry.HashOf(secret),
            Sealed = Signs(client.AuthenticationMethod)
                ? master.Seal(Encoding.UTF8.GetBytes(secret), NameOf(id))
                : null,
            CreatedAt = now,
        };
    }

    public ClientSecret Read(ClientSecretRow row) =>
        new(row.Hash, row.ExpiresAt)
        {
            Keys = row.Sealed is { } hidden ? [.. KeysOf(master.Unseal(hidden, NameOf(row.Id)))] : [],
        };

    private static bool Signs(ClientAuthenticationMethod method) =>
        method == ClientAuthenticationMethod.ClientSecretJwt;

    // OpenID Connect Core §10.1: the octets of the secret's UTF-8 are the key.
    private static IEnumerable<VerificationKey> KeysOf(byte[] secret) =>
        JwsAlgorithm
            .All.Where(algorithm => algorithm.IsSymmetric && algorithm.HashLength <= secret.Length)
            .Select(algorithm => VerificationKey.FromSecret(algorithm, secret));
}
