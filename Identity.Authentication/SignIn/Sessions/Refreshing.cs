using Identity.Authentication.SignIn.Answers;

namespace Identity.Authentication.SignIn.Sessions;

/// <summary>What came of asking for fresh tokens.</summary>
internal abstract record Refreshing
{
    private Refreshing() { }

    /// <param name="At">When they were given.</param>
    public sealed record Done(TokenAnswer Tokens, DateTimeOffset At) : Refreshing;

    /// <summary>The grant is over: the person signs in again.</summary>
    public sealed record Over(string Reason) : Refreshing;

    /// <summary>Not now; what the session has is as good as it was.</summary>
    public sealed record Postponed(string Reason) : Refreshing;
}
