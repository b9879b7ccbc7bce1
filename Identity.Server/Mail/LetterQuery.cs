namespace Identity.Server.Mail;

/// <summary>Where a letter is on its way.</summary>
internal enum LetterState
{
    /// <summary>Put there, and perhaps tried.</summary>
    Waiting,

    /// <summary>The mail server has it, or nobody was to have it.</summary>
    Sent,

    /// <summary>Given up.</summary>
    Dead,
}

/// <summary>Where a page of letters ended.</summary>
internal sealed record LetterPlace(Guid Id, DateTimeOffset CreatedAt);

/// <summary>Which letters somebody wants to see, the newest first.</summary>
/// <param name="Take">How many at most.</param>
internal sealed record LetterQuery(int Take)
{
    public LetterState? State { get; init; }

    /// <summary>How the address begins.</summary>
    public string? Recipient { get; init; }

    public string? Kind { get; init; }

    /// <summary>The last one of the page before.</summary>
    public LetterPlace? After { get; init; }
}
