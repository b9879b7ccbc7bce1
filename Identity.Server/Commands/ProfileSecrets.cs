using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Commands.Declarations;

namespace Identity.Server.Commands;

/// <summary>Fetches an API's shared secret from where a profile's document says it is.</summary>
internal static class ProfileSecrets
{
    /// <returns>The secret; null where the document names no place.</returns>
    public static async Task<string?> ReadAsync(AccountProfile profile, CancellationToken ct)
    {
        if (profile.Api.Secret is not { } place)
            return null;
        var (said, secret, problem) = await new SecretPlaces(Directory.GetCurrentDirectory()).FindAsync(place, ct);
        if (problem is not null)
            throw new InvalidOperationException(problem);
        return secret
            ?? throw new InvalidOperationException(
                $"The profile {profile.Name} takes its secret from {said}, which is not set."
            );
    }
}
