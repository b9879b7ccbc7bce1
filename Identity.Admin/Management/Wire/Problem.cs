namespace Identity.Admin.Management.Wire;

/// <summary>Why the management API did not do something, in words that can be shown.</summary>
/// <remarks>RFC 9457 §3.</remarks>
/// <param name="Kind">What an administrator can do about it.</param>
/// <param name="Sentence">The server's own sentence.</param>
/// <param name="CorrelationId">By which the server's log knows the request; null where it never arrived.</param>
public sealed record Problem(ProblemKind Kind, string Sentence, string? CorrelationId = null)
{
    /// <summary>Members that are wrong, and for each what is.</summary>
    public IReadOnlyDictionary<string, string[]> Errors { get; init; } =
        new Dictionary<string, string[]>(StringComparer.Ordinal);

    public static Problem Away { get; } =
        new(
            ProblemKind.Away,
            "The server does not answer now. What you were doing is still here; try again in a moment."
        );

    public static Problem SignedOut { get; } = new(ProblemKind.SignedOut, "Your session has ended.");
}

/// <summary>The kinds of problems that are treated differently.</summary>
public enum ProblemKind
{
    /// <summary>The server did not answer, or is busy.</summary>
    Away,

    /// <summary>The token is refused: nobody is signed in any more.</summary>
    SignedOut,

    /// <summary>A permission is missing.</summary>
    Forbidden,

    NotFound,

    /// <summary>It cannot be done as things stand: the name is taken, it is the last owner.</summary>
    Conflict,

    /// <summary>Somebody else has changed it in the meantime.</summary>
    Moved,

    /// <summary>Members are wrong.</summary>
    Invalid,

    /// <summary>Something that no administrator did.</summary>
    Failed,
}
