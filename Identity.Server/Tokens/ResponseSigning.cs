using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Keys;

namespace Identity.Server.Tokens;

/// <summary>Finds the key that what is said to one client is signed with: a key of ours, or the secret that the two share.</summary>
/// <remarks>OpenID Connect Core §10.1.</remarks>
internal sealed class ResponseSigning(SigningKeys keys)
{
    public SigningKey KeyFor(Client client, JwsAlgorithm algorithm) =>
        !algorithm.IsSymmetric
            ? keys.Active(algorithm)
            : client.SharedKey?.ForSigning(algorithm)
                ?? throw new InvalidOperationException(
                    $"{client.ClientId} has no secret to sign with {algorithm.Name}."
                );
}
