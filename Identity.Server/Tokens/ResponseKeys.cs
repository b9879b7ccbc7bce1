using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Clients.Metadata;
using Identity.Server.Keys;

namespace Identity.Server.Tokens;

/// <summary>Sees to it that there is a key for every algorithm that some client wants to be answered with.</summary>
internal sealed class ResponseKeys(ClientCatalog clients, SigningKeys keys)
{
    /// <summary>For all clients that are known: at the start, and whenever they have changed.</summary>
    public async Task EnsureAsync(CancellationToken ct)
    {
        foreach (var client in clients.All.Values)
            await EnsureAsync(client.Metadata, ct);
    }

    /// <summary>For a client that is about to be registered: with it, its first request may come.</summary>
    public async Task EnsureAsync(ClientMetadata metadata, CancellationToken ct)
    {
        string?[] names =
        [
            metadata.IdTokenSignedResponseAlg,
            metadata.UserinfoSignedResponseAlg,
            metadata.AuthorizationSignedResponseAlg,
        ];
        foreach (var name in names)
        {
            if (JwsAlgorithm.TryParse(name, out var algorithm) && !algorithm.IsSymmetric)
                await keys.EnsureAsync(algorithm, ct);
        }
    }
}
