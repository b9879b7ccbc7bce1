namespace Identity.Server.Clients.Administration;

/// <summary>What clients are listed by.</summary>
internal enum ClientOrder
{
    ClientId,
    Name,
    CreatedAt,
}

/// <summary>What a client is, by how it signs people in.</summary>
internal enum ClientKind
{
    /// <summary>It runs on a server and can keep a secret.</summary>
    Web,

    /// <summary>It runs in a browser.</summary>
    Spa,

    /// <summary>It runs on people's devices.</summary>
    Native,

    /// <summary>It acts for itself, and nobody signs in.</summary>
    Machine,

    /// <summary>People let it in from another device.</summary>
    Device,
}

/// <summary>Which clients somebody wants to see, and in which order.</summary>
internal sealed record ClientQuery(ClientOrder Order, bool IsDescending, int Take)
{
    /// <summary>Part of an id or a name.</summary>
    public string? Search { get; init; }

    public ClientKind? Kind { get; init; }

    public bool? IsDisabled { get; init; }

    /// <summary>Those that may ask for one of these; null for all.</summary>
    public string[]? Scopes { get; init; }

    /// <summary>The last one of the page before.</summary>
    public ClientPlace? After { get; init; }
}

/// <summary>Where a page of clients ended: what the last one is listed by, and which it is.</summary>
internal sealed record ClientPlace(string ClientId)
{
    public string? Name { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public static ClientPlace Of(AdministeredClient client, ClientOrder order) =>
        new(client.ClientId)
        {
            Name = order is ClientOrder.Name ? client.Client.Name : null,
            CreatedAt = order is ClientOrder.CreatedAt ? client.CreatedAt : null,
        };
}
