using Identity.Server.Fetching;

namespace Identity.Server.Clients.KeySets;

/// <summary>Finds a client's public keys: those it registered, or those it publishes at its `jwks_uri`.</summary>
internal sealed class ClientKeys(Fetcher fetcher, TimeProvider clock)
{
    private static readonly FetchExpectation Expected = new(
        FetchExpectation.UsualBody,
        "application/json",
        "application/jwk-set+json"
    );

    private readonly FetchedDocuments<ClientKeySet> _published = new(fetcher, Expected, ClientKeySet.TryParse, clock);

    /// <param name="keyId">The key that is looked for; one that is not known has the set fetched again, for it may be new.</param>
    /// <remarks>OpenID Connect Core §10.1.1.</remarks>
    public async ValueTask<FetchedDocument<ClientKeySet>> FindAsync(Client client, string? keyId, CancellationToken ct)
    {
        if (client.Keys is { } registered)
            return new FetchedDocument<ClientKeySet>.Found(registered);
        if (client.Metadata.JwksUri is not { } url)
            return new FetchedDocument<ClientKeySet>.Missing("It has no keys.");

        var published = await _published.GetAsync(url, ct);
        return
            published is FetchedDocument<ClientKeySet>.Found { Document: var keys }
            && keyId is not null
            && !keys.Names(keyId)
            ? await _published.RefreshAsync(url, ct)
            : published;
    }
}
