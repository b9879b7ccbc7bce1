using Identity.Server.Keys;
using Identity.Server.Tokens;

namespace Identity.Server.Declarations;

/// <summary>Sees to it that there is a key for every algorithm that a declaration asks for.</summary>
internal sealed class DeclaredKeys(SigningKeys keys, ResponseKeys responseKeys)
{
    /// <remarks>A key for a new algorithm must be there before the first token is asked for.</remarks>
    public async Task EnsureAsync(Declaration declared, CancellationToken ct)
    {
        foreach (var algorithm in (declared.Apis ?? []).Select(one => one.Api.Algorithm).Distinct())
        {
            if (!algorithm.IsSymmetric)
                await keys.EnsureAsync(algorithm, ct);
        }
        foreach (var client in declared.Clients ?? [])
            await responseKeys.EnsureAsync(client.Client.Metadata, ct);
    }
}
