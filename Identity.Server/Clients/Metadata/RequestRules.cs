using Identity.Jose;
using Identity.Server.Database.Documents;
using Identity.Server.Fetching;

namespace Identity.Server.Clients.Metadata;

/// <summary>What a client may say of the requests that it signs.</summary>
/// <remarks>OpenID Connect Dynamic Client Registration §2; RFC 9101 §10.5.</remarks>
internal static class RequestRules
{
    private const int MostRequestUris = 32;

    /// <summary>What is wrong with what a client says.</summary>
    public static IEnumerable<DocumentProblem> ProblemsOf(NewClient asked)
    {
        var requestUris = asked.Metadata.RequestUris ?? [];
        if (SigningProblem(asked) is { } signing)
            yield return new DocumentProblem("request_object_signing_alg", signing);
        if (EncryptionProblem(asked) is { } encryption)
            yield return new DocumentProblem("request_object_encryption_alg", encryption);
        foreach (var (at, uri) in requestUris.Index())
        {
            if (ProblemOf(uri) is { } problem)
                yield return new DocumentProblem($"request_uris[{at}]", problem);
        }
        if (requestUris.Length > MostRequestUris)
            yield return new DocumentProblem("request_uris", $"A client has at most {MostRequestUris} request URIs.");
    }

    private static string? SigningProblem(NewClient asked)
    {
        var metadata = asked.Metadata;
        if (metadata.RequestObjectSigningAlg is not { } name)
        {
            return metadata is { RequireSignedRequestObject: true, Jwks: null, JwksUri: null }
                ? "A client that must sign its requests needs a key set, or the URL of one."
                : null;
        }
        // RFC 8725 §3.2: `none` is no algorithm of ours.
        if (!JwsAlgorithm.TryParse(name, out var algorithm))
            return $"There is no algorithm '{name}' to sign requests with.";
        if (algorithm.IsSymmetric)
            return SecretProblem(asked, name);
        return metadata is { Jwks: null, JwksUri: null }
            ? $"Requests signed with {name} need a key set of the client, or the URL of one."
            : null;
    }

    private static string? EncryptionProblem(NewClient asked)
    {
        var (alg, enc) = (asked.Metadata.RequestObjectEncryptionAlg, asked.Metadata.RequestObjectEncryptionEnc);
        if (alg is null)
            return enc is null ? null : $"'{enc}' says how content is encrypted, and nothing says how its key is.";
        if (!JweAlgorithm.TryParse(alg, out var algorithm))
            return $"There is no algorithm '{alg}' to encrypt requests with.";
        if (enc is not null && !JweEncryption.TryParse(enc, out _))
            return $"There is no content encryption '{enc}'.";
        return algorithm.IsSymmetric ? SecretProblem(asked, alg) : null;
    }

    private static string? ProblemOf(string requestUri) =>
        FetchTarget.TryRead(requestUri.Split('#')[0], out _, out var why)
            ? null
            : $"The request URI '{requestUri}' cannot be used: {why}";

    private static string? SecretProblem(NewClient asked, string name) =>
        ClientSecrets.Has(asked.AuthenticationMethod)
            ? null
            : $"{name} needs a secret, which the client does not have.";
}
