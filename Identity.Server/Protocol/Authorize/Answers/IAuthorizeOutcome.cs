namespace Identity.Server.Protocol.Authorize.Answers;

/// <summary>An answer that says what has come of an authorization request, in a word out of few.</summary>
internal interface IAuthorizeOutcome
{
    /// <summary>Null where nothing has come of it yet.</summary>
    string? Outcome { get; }
}
