namespace Identity.Server.Interactions;

/// <summary>What has happened to a request since its browser came with it.</summary>
/// <param name="VisitedAt">When that was: who showed who they are before has not done so for this request.</param>
/// <param name="AccountChosenAt">When the person chose the account to go on with.</param>
/// <param name="ConsentedBy">Who consented on the page; another who signs in meanwhile has not.</param>
/// <param name="RefusedAt">When the person said no.</param>
internal sealed record Progress(
    DateTimeOffset VisitedAt,
    DateTimeOffset? AccountChosenAt = null,
    Guid? ConsentedBy = null,
    DateTimeOffset? RefusedAt = null
);

/// <summary>A request that waits for a person.</summary>
/// <param name="Handle">What addresses of ours call it; worth nothing in another browser.</param>
internal sealed record PendingRequest(Guid Id, string Handle, AuthorizationRequest Request, Progress Progress);

/// <summary>What came of a request that is to wait for a person.</summary>
internal abstract record BegunRequest
{
    public sealed record Waiting(PendingRequest Request) : BegunRequest;

    /// <summary>Where it comes from too many came from lately.</summary>
    public sealed record TooOften(TimeSpan RetryAfter) : BegunRequest;
}
