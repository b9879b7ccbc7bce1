using Identity.Server.Clients.AccountProfiles;

namespace Identity.Server.Commands;

/// <summary>Fetches an API's shared secret from where a profile's document says it is.</summary>
internal static class ProfileSecrets
{
    /// <returns>The secret; null where the document names no place.</returns>
    public static async Task<string?> ReadAsync(AccountProfile profile, CancellationToken ct)
    {
        if (profile.Api.Secret is not { } place)
            return null;
        if (place.Environment is { } variable)
        {
            return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } secret
                ? secret
                : throw new InvalidOperationException(
                    $"The profile {profile.Name} takes its secret from the environment variable {variable}, which is not set."
                );
        }

        // Editors end a file with a line break; a secret has none.
        return (await File.ReadAllTextAsync(place.File!, ct)).TrimEnd('\r', '\n');
    }
}
