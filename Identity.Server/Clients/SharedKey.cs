using System.Text;
using Identity.Jose;

namespace Identity.Server.Clients;

/// <summary>A client's secret as the key that both sides have.</summary>
/// <remarks>OpenID Connect Core §10.1: the octets of the secret's UTF-8 are the key.</remarks>
internal sealed class SharedKey
{
    private readonly SigningKey[] _signing;
    private readonly string _secret;

    public SharedKey(byte[] secret)
    {
        _secret = Encoding.UTF8.GetString(secret);
        _signing =
        [
            .. JwsAlgorithm
                .All.Where(algorithm => algorithm.IsSymmetric && algorithm.HashLength <= secret.Length)
                .Select(algorithm => SigningKey.FromSecret(algorithm, secret)),
        ];
    }

    /// <summary>The key of each algorithm that the secret is long enough for.</summary>
    public IEnumerable<VerificationKey> Verification => _signing.Select(key => key.Verification);

    /// <returns>Null where the secret is too short for the algorithm.</returns>
    public SigningKey? ForSigning(JwsAlgorithm algorithm) => Array.Find(_signing, key => key.Algorithm == algorithm);

    /// <remarks>OpenID Connect Core §10.2.</remarks>
    public EncryptionKey ForEncrypting(JweAlgorithm algorithm, JweEncryption encryption) =>
        EncryptionKey.FromClientSecret(_secret, algorithm, encryption);

    /// <inheritdoc cref="ForEncrypting"/>
    public DecryptionKey ForDecrypting(JweAlgorithm algorithm, JweEncryption encryption) =>
        DecryptionKey.FromClientSecret(_secret, algorithm, encryption);

    public override string ToString() => "a client's secret";
}
