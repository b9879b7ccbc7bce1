using System.Diagnostics;
using Identity.Jose;
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

    /// <summary>The keys that something which the client has signed is checked with: its own, or the secrets that are good now.</summary>
    /// <param name="client">Who is said to have signed.</param>
    /// <param name="header">Whose algorithm the caller has found to be one that the client may use.</param>
    /// <param name="now">When.</param>
    /// <returns>The keys, or why there are none, for the log.</returns>
    public async ValueTask<(VerificationKeys? Keys, string? Why)> FindForVerifyingAsync(
        Client client,
        JwsHeader header,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        if (header.Algorithm.IsSymmetric)
        {
            var secrets = client.Secrets.Where(secret => secret.IsGoodAt(now)).SelectMany(secret => secret.Keys);
            return (new VerificationKeys(secrets), null);
        }
        return await FindAsync(client, header.KeyId, ct) switch
        {
            FetchedDocument<ClientKeySet>.Found found => (found.Document.ForVerifying(header.Algorithm), null),
            FetchedDocument<ClientKeySet>.Missing missing => (null, missing.Reason),
            _ => throw new UnreachableException(),
        };
    }
}
