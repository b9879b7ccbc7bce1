namespace Identity.Server.Fetching;

/// <summary>What came of fetching a document that somebody else publishes.</summary>
internal abstract record Fetched
{
    /// <param name="Body">Empty where the caller wanted none.</param>
    /// <param name="FreshFor">How long its publisher says that it stays good, a day at most; null where he says nothing.</param>
    public sealed record Done(ReadOnlyMemory<byte> Body, string? ContentType, TimeSpan? FreshFor) : Fetched;

    /// <param name="Reason">A sentence for the log. It names the host at most: the rest of a URL may be a secret of its owner.</param>
    /// <param name="Status">What the other side answered, where it did.</param>
    public sealed record Refused(FetchFault Fault, string Reason, int? Status = null) : Fetched;
}

/// <summary>Why there is no document.</summary>
internal enum FetchFault
{
    /// <summary>The URL is none that the server asks: its scheme, its form, or a user name in it.</summary>
    BadUrl,

    /// <summary>The name leads, or one of its addresses does, where strangers may not send the server.</summary>
    ForbiddenAddress,

    NoSuchHost,
    NotReached,

    /// <summary>Its certificate is not to be trusted, or TLS failed otherwise.</summary>
    NotTrusted,

    TooSlow,

    /// <summary>A redirect is not followed: what was checked is the URL that was registered.</summary>
    Redirected,

    /// <summary>An HTTP status that is no success.</summary>
    Status,

    TooLarge,
    WrongType,

    /// <summary>What was answered is not HTTP, or broke off.</summary>
    Broken,

    /// <summary>Too many fetches are under way, from this host or in all.</summary>
    Busy,
}
