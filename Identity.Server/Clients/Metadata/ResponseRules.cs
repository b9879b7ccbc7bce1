using Identity.Jose;
using Identity.Server.Database.Documents;

namespace Identity.Server.Clients.Metadata;

/// <summary>What a client may wish of how it is answered: which signature, and which encryption.</summary>
/// <remarks>OpenID Connect Dynamic Client Registration §2.</remarks>
internal static class ResponseRules
{
    /// <summary>What is wrong with what a client asks for.</summary>
    public static IEnumerable<DocumentProblem> ProblemsOf(NewClient asked)
    {
        var metadata = asked.Metadata;
        (string Prefix, string? Signing, string? Encryption, string? Content)[] answers =
        [
            (
                "id_token",
                metadata.IdTokenSignedResponseAlg,
                metadata.IdTokenEncryptedResponseAlg,
                metadata.IdTokenEncryptedResponseEnc
            ),
            (
                "userinfo",
                metadata.UserinfoSignedResponseAlg,
                metadata.UserinfoEncryptedResponseAlg,
                metadata.UserinfoEncryptedResponseEnc
            ),
            (
                "authorization",
                metadata.AuthorizationSignedResponseAlg,
                metadata.AuthorizationEncryptedResponseAlg,
                metadata.AuthorizationEncryptedResponseEnc
            ),
        ];
        foreach (var (prefix, signing, _, _) in answers)
        {
            if (SigningProblem(asked, signing) is { } problem)
                yield return new DocumentProblem($"{prefix}_signed_response_alg", problem);
        }
        foreach (var (prefix, _, encryption, content) in answers)
        {
            if (EncryptionProblem(asked, encryption, content) is { } problem)
                yield return new DocumentProblem($"{prefix}_encrypted_response_alg", problem);
        }
    }

    /// <summary>Whether anything that goes to or comes from the client is signed or encrypted with its secret.</summary>
    public static bool UseSecret(ClientMetadata metadata)
    {
        string?[] signing =
        [
            metadata.IdTokenSignedResponseAlg,
            metadata.UserinfoSignedResponseAlg,
            metadata.AuthorizationSignedResponseAlg,
            metadata.RequestObjectSigningAlg,
        ];
        string?[] encrypting =
        [
            metadata.IdTokenEncryptedResponseAlg,
            metadata.UserinfoEncryptedResponseAlg,
            metadata.AuthorizationEncryptedResponseAlg,
            metadata.RequestObjectEncryptionAlg,
        ];
        return signing.Any(name => JwsAlgorithm.TryParse(name, out var algorithm) && algorithm.IsSymmetric)
            || encrypting.Any(name => JweAlgorithm.TryParse(name, out var algorithm) && algorithm.IsSymmetric);
    }

    // RFC 8725 §3.2: `none` is no algorithm of ours, so that it is refused with all others that there are not.
    private static string? SigningProblem(NewClient asked, string? name)
    {
        if (name is null)
            return null;
        if (!JwsAlgorithm.TryParse(name, out var algorithm))
            return $"There is no algorithm '{name}' to sign with.";
        return algorithm.IsSymmetric ? SecretProblem(asked, name) : null;
    }

    private static string? EncryptionProblem(NewClient asked, string? alg, string? enc)
    {
        if (alg is null)
            return enc is null ? null : $"'{enc}' says how content is encrypted, and nothing says how its key is.";
        if (!JweAlgorithm.TryParse(alg, out var algorithm))
            return $"There is no algorithm '{alg}' to encrypt with.";
        if (enc is not null && !JweEncryption.TryParse(enc, out _))
            return $"There is no content encryption '{enc}'.";
        if (algorithm.IsSymmetric)
            return SecretProblem(asked, alg);
        return asked.Metadata is { Jwks: null, JwksUri: null }
            ? $"{alg} needs a key set of the client, or the URL of one."
            : null;
    }

    private static string? SecretProblem(NewClient asked, string name) =>
        ClientSecrets.Has(asked.AuthenticationMethod)
            ? null
            : $"{name} needs a secret, which the client does not have.";
}
