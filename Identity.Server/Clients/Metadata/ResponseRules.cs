using Identity.Jose;

namespace Identity.Server.Clients.Metadata;

/// <summary>What a client may wish of how it is answered: which signature, and which encryption.</summary>
/// <remarks>OpenID Connect Dynamic Client Registration §2.</remarks>
internal static class ResponseRules
{
    /// <summary>What is wrong with what a client asks for, or null.</summary>
    public static string? ProblemOf(NewClient asked) =>
        SigningProblem(asked, asked.Metadata.IdTokenSignedResponseAlg)
        ?? SigningProblem(asked, asked.Metadata.UserinfoSignedResponseAlg);

    // RFC 8725 §3.2: `none` is no algorithm of ours, so that it is refused with all others that there are not.
    private static string? SigningProblem(NewClient asked, string? name)
    {
        if (name is null)
            return null;
        if (!JwsAlgorithm.TryParse(name, out var algorithm))
            return $"There is no algorithm '{name}' to sign with.";
        return algorithm.IsSymmetric ? $"{name} needs a secret that both sides can sign with." : null;
    }
}
