using Identity.Jose;

namespace Identity.Server.Clients.Metadata;

/// <summary>How something is encrypted for a client.</summary>
/// <remarks>OpenID Connect Dynamic Client Registration §2.</remarks>
internal sealed record ResponseEncryptionTerms(JweAlgorithm Algorithm, JweEncryption Encryption)
{
    /// <returns>Null where nothing is to be encrypted.</returns>
    /// <param name="alg">The registered algorithm.</param>
    /// <param name="enc">The registered content encryption; A128CBC-HS256 where there is none.</param>
    public static ResponseEncryptionTerms? Read(string? alg, string? enc)
    {
        if (!JweAlgorithm.TryParse(alg, out var algorithm))
            return null;
        return JweEncryption.TryParse(enc, out var encryption)
            ? new ResponseEncryptionTerms(algorithm, encryption)
            : new ResponseEncryptionTerms(algorithm, JweEncryption.A128CbcHs256);
    }
}
