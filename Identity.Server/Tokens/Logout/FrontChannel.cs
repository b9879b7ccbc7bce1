using Identity.Server.Clients;

namespace Identity.Server.Tokens.Logout;

/// <summary>What a browser loads to have a client forget who was signed in there.</summary>
/// <param name="Name">The client's, as people know it.</param>
/// <param name="Address">Null where the client does not want to hear by way of the browser.</param>
/// <param name="IsTold">Whether the client hears of it at all, be it behind the browser's back.</param>
internal sealed record FrontChannelLogout(string Name, Uri? Address, bool IsTold)
{
    /// <summary>As a content security policy names it: scheme, host and port.</summary>
    public string? Origin => Address?.GetLeftPart(UriPartial.Authority);
}

/// <summary>Knows how the clients of a session hear of its end by way of the browser.</summary>
/// <remarks>OpenID Connect Front-Channel Logout §3.</remarks>
internal sealed class FrontChannel(ClientCatalog clients, Issuer issuer)
{
    /// <param name="sessionId">The session that has ended.</param>
    /// <param name="clientIds">The clients that it had signed a person in to.</param>
    public IReadOnlyList<FrontChannelLogout> Of(Guid sessionId, IReadOnlyList<string> clientIds) =>
        [
            .. clientIds
                .Select(clients.Find)
                .OfType<Client>()
                .Select(client => Of(client, AddressOf(client, sessionId)))
                .OrderBy(logout => logout.Name, StringComparer.Ordinal),
        ];

    private static FrontChannelLogout Of(Client client, Uri? address) =>
        new(client.Name, address, IsTold: address is not null || client.Metadata.BackchannelLogoutUri is not null);

    // OpenID Connect Front-Channel Logout §3: iss and sid, or neither.
    private Uri? AddressOf(Client client, Guid sessionId)
    {
        var metadata = client.Metadata;
        if (!Uri.TryCreate(metadata.FrontchannelLogoutUri, UriKind.Absolute, out var plain))
            return null;
        if (metadata.FrontchannelLogoutSessionRequired != true)
            return plain;
        var separator = plain.Query.Length > 0 ? '&' : '?';
        return new Uri($"{plain.AbsoluteUri}{separator}iss={Uri.EscapeDataString(issuer.Value)}&sid={sessionId}");
    }
}
