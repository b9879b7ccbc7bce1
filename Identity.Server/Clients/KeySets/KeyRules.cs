using System.Text.Json;
using Identity.Jose;
using Identity.Server.Database.Documents;
using Identity.Server.Fetching;

namespace Identity.Server.Clients.KeySets;

/// <summary>What the keys of a client must be like for what it is to do with them.</summary>
/// <remarks>RFC 7591 §2.</remarks>
internal static class KeyRules
{
    /// <summary>What is wrong with them.</summary>
    public static IEnumerable<DocumentProblem> ProblemsOf(NewClient asked)
    {
        var metadata = asked.Metadata;
        var needsKeys = asked.AuthenticationMethod == ClientAuthenticationMethod.PrivateKeyJwt;
        if (metadata is { Jwks: not null, JwksUri: not null })
        {
            yield return new DocumentProblem(
                "jwks",
                "A client has a key set or the URL of one, and not both (RFC 7591 §2)."
            );
        }
        if (needsKeys && metadata is { Jwks: null, JwksUri: null })
        {
            yield return new DocumentProblem(
                "token_endpoint_auth_method",
                "A client that signs with its own key needs a key set, or the URL of one."
            );
        }
        if (metadata.JwksUri is { } url && !FetchTarget.TryRead(url, out _, out var why))
            yield return new DocumentProblem("jwks_uri", $"The URL of the key set cannot be used: {why}");
        var problem = AlgorithmProblem(asked, out var algorithm);
        if (problem is not null)
            yield return new DocumentProblem("token_endpoint_auth_signing_alg", problem);
        else if (KeysProblem(metadata.Jwks, needsKeys, algorithm) is { } wrong)
            yield return new DocumentProblem("jwks", wrong);
    }

    // OpenID Connect Dynamic Client Registration §2, token_endpoint_auth_signing_alg: never none.
    private static string? AlgorithmProblem(NewClient asked, out JwsAlgorithm? algorithm)
    {
        algorithm = null;
        if (asked.Metadata.TokenEndpointAuthSigningAlg is not { } name)
            return null;
        if (!JwsAlgorithm.TryParse(name, out algorithm))
            return $"There is no algorithm '{name}' to sign with.";
        return asked.AuthenticationMethod switch
        {
            ClientAuthenticationMethod.PrivateKeyJwt when algorithm.IsSymmetric =>
                $"{name} signs with a secret, and not with a key of its own.",
            ClientAuthenticationMethod.ClientSecretJwt when !algorithm.IsSymmetric =>
                $"{name} signs with a key, and not with a secret.",
            _ => null,
        };
    }

    private static string? KeysProblem(JsonElement? jwks, bool needsKeys, JwsAlgorithm? algorithm)
    {
        if (jwks is null)
            return null;
        if (!ClientKeySet.TryRead(jwks.Value, out var keys, out var why))
            return $"The key set cannot be read: {why}";
        // Whoever sends a private key has lost it, and had better know.
        if (keys.Keys.Any(key => key.IsPrivate))
            return "The key set has a private key or a secret: register public keys alone.";
        if (!needsKeys)
            return null;

        var wanted = algorithm is null ? JwsAlgorithm.All : [algorithm];
        return wanted.Any(one => keys.ForVerifying(one).Count > 0)
            ? null
            : "The key set has no key that an assertion could be signed with.";
    }
}
