using System.Text;
using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Clients.KeySets;
using Identity.Server.Clients.Metadata;
using Identity.Server.Fetching;

namespace Identity.Server.Tokens;

/// <summary>Encrypts what is said to a client that wants it so: with a key that it publishes, or with the secret that the two share.</summary>
/// <remarks>OpenID Connect Core §10.2; signed first, then encrypted.</remarks>
internal sealed partial class ResponseEncryption(ClientKeys keys, ILogger<ResponseEncryption> logger)
{
    /// <param name="jwt">What was signed.</param>
    /// <param name="client">Whom it is for.</param>
    /// <param name="terms">What the client has registered for this; null leaves it as it is.</param>
    /// <returns>Null where the client has no key for it now: it is never sent as it is.</returns>
    public ValueTask<string?> NestAsync(
        string jwt,
        Client client,
        ResponseEncryptionTerms? terms,
        CancellationToken ct
    ) =>
        terms is null
            ? ValueTask.FromResult<string?>(jwt)
            // RFC 7519 §5.2: the content is a JWT again.
            : EncryptAsync(Encoding.ASCII.GetBytes(jwt), "JWT", client, terms, ct);

    /// <summary>Encrypts claims that were not signed.</summary>
    /// <inheritdoc cref="NestAsync" path="/returns"/>
    public ValueTask<string?> EncryptAsync(
        byte[] claims,
        Client client,
        ResponseEncryptionTerms terms,
        CancellationToken ct
    ) => EncryptAsync(claims, contentType: null, client, terms, ct);

    private async ValueTask<string?> EncryptAsync(
        byte[] plaintext,
        string? contentType,
        Client client,
        ResponseEncryptionTerms terms,
        CancellationToken ct
    )
    {
        if (await FindAsync(client, terms, ct) is { } key)
            return CompactJwe.Encrypt(plaintext, key, terms.Encryption, "JWT", contentType);
        return null;
    }

    private async ValueTask<EncryptionKey?> FindAsync(
        Client client,
        ResponseEncryptionTerms terms,
        CancellationToken ct
    )
    {
        if (terms.Algorithm.IsSymmetric)
        {
            return client.SharedKey?.ForEncrypting(terms.Algorithm, terms.Encryption)
                ?? throw new InvalidOperationException($"{client.ClientId} has no secret to encrypt with.");
        }
        var found = await keys.FindAsync(client, keyId: null, ct);
        var key = found is FetchedDocument<ClientKeySet>.Found { Document: var set }
            ? set.ForEncrypting(terms.Algorithm)
            : null;
        if (key is null)
        {
            var reason = found is FetchedDocument<ClientKeySet>.Missing missing
                ? missing.Reason
                : "None of its keys is for that.";
            NoKey(client.ClientId, terms.Algorithm.Name, reason);
        }
        return key;
    }

    [LoggerMessage(LogLevel.Warning, "Nothing can be encrypted to {ClientId} with {Algorithm}: {Reason}")]
    private partial void NoKey(string clientId, string algorithm, string reason);
}
