using System.Collections.Frozen;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Identity.Jose.Wire;
using Identity.Server.Clients.DynamicRegistration;
using Identity.Server.Clients.KeySets;
using Identity.Server.Clients.Metadata;
using Identity.Server.Fetching;
using Microsoft.Extensions.Options;

namespace Identity.Server.Clients.Documents;

/// <summary>The clients that nobody registered: each is what the document at its own name says, for as long as that may be kept.</summary>
/// <remarks>OAuth Client ID Metadata Document §4.</remarks>
internal sealed class ClientDocuments
{
    private const int LongestDocument = 16 * 1024;

    private static readonly string[] Secrets = ["client_secret", "client_secret_expires_at"];

    private readonly FetchedDocuments<Client> _documents;
    private readonly RegistrationPolicy _policy;
    private readonly bool _isOn;

    public ClientDocuments(Fetcher fetcher, IOptions<RegistrationOptions> options, TimeProvider clock)
    {
        // A document is for all servers that there are: what this one does not know is left out, not refused.
        _policy = options.Value.ToPolicy() with
        {
            LeavesOut = true,
        };
        _isOn = options.Value.MetadataDocuments;
        var expected = new FetchExpectation(LongestDocument, "application/json");
        // OAuth Client ID Metadata Document §5.2: an error or a document that cannot be read is not kept.
        _documents = new FetchedDocuments<Client>(fetcher, expected, TryRead, clock) { KeepsFailures = false };
    }

    /// <summary>Whether an id leads to a document that may be asked for.</summary>
    public bool IsOne(string clientId) => _isOn && DocumentAddress.IsOne(clientId);

    /// <returns>The client; null where there is no such document, or it is about another.</returns>
    public async ValueTask<Client?> FindAsync(string clientId, CancellationToken ct) =>
        IsOne(clientId)
        && await _documents.GetAsync(clientId, ct) is FetchedDocument<Client>.Found { Document: var client }
        // By the text alone: two addresses that lead to the same document are two clients, of which one is a lie.
        && client.ClientId == clientId
            ? client
            : null;

    private bool TryRead(
        ReadOnlySpan<byte> body,
        [NotNullWhen(true)] out Client? client,
        [NotNullWhen(false)] out string? why
    )
    {
        (client, why) = (null, null);
        if (!StrictJson.TryParseObject(body, out var json))
            why = "It is no JSON object of distinct members.";
        else if (!StrictJson.TryReadString(json, "client_id", out var id) || id is null || !DocumentAddress.IsOne(id))
            why = "It does not say whose it is.";
        else if (Array.Find(Secrets, name => json.TryGetProperty(name, out _)) is { } secret)
            why = $"It has a {secret}, which everybody can read.";
        else
            (client, why) = Describe(json, id);
        return client is not null;
    }

    private (Client? Client, string? Why) Describe(JsonElement json, string id) =>
        DescriptionReader.Read(json, id, _policy, ClientAuthenticationMethod.None) switch
        {
            ClientDescription.Read { Client: var asked } when ClientSecrets.Has(asked.AuthenticationMethod) => (
                null,
                "It shows who it is with a secret, and has none."
            ),
            ClientDescription.Read { Client: var asked } => (ToClient(asked, json), null),
            ClientDescription.Refused refused => (null, refused.Why),
            _ => throw new UnreachableException(),
        };

    // OAuth Client ID Metadata Document §8.5, with the host: anybody can write any name into a document of their own.
    private static Client ToClient(NewClient asked, JsonElement json)
    {
        var host = DocumentAddress.HostOf(asked.ClientId);
        return new Client
        {
            ClientId = asked.ClientId,
            Name =
                StrictJson.TryReadString(json, "client_name", out var name) && name is { Length: > 0 }
                    ? $"{name} ({host})"
                    : host,
            AuthenticationMethod = asked.AuthenticationMethod,
            Secrets = [],
            GrantTypes = asked.GrantTypes.ToFrozenSet(StringComparer.Ordinal),
            Scopes = asked.Scopes.ToFrozenSet(StringComparer.Ordinal),
            RedirectUris = asked.RedirectUris,
            // OAuth Client ID Metadata Document §8.8: its picture is not shown, which could be another one for each who looks.
            Metadata = asked.Metadata with
            {
                SubjectType = SubjectTypes.Public,
                LogoUri = null,
            },
            Keys = asked.Metadata.Jwks is { } jwks && ClientKeySet.TryRead(jwks, out var keys, out _) ? keys : null,
            IsFirstParty = false,
            RequiresVerifiedEmail = asked.RequiresVerifiedEmail,
            IsDisabled = false,
            Lifetimes = asked.Lifetimes,
        };
    }
}
