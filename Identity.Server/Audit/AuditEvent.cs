namespace Identity.Server.Audit;

/// <summary>Something that happened, in the words of the room where it did: what was done, to whom, and what came of it.</summary>
/// <param name="Kind">What was done, or tried: one of <see cref="AuditKind"/>.</param>
/// <param name="Target">To whom or what; null where nobody could be found.</param>
internal sealed record AuditEvent(string Kind, AuditParty? Target)
{
    /// <summary>Who did it; null for the target itself.</summary>
    public AuditParty? Actor { get; init; }

    /// <summary>Why it was refused, for those who run the server and nobody else; null where it was done.</summary>
    public string? Refusal { get; init; }

    /// <summary>Somebody has what they must not have: whoever runs the server is told at once, by a warning in the log.</summary>
    public bool IsAlarm { get; init; }

    /// <summary>What else is worth knowing, as a JSON object. Never a secret.</summary>
    public string? Details { get; init; }
}

/// <summary>Somebody or something that the audit tells of, by a name that stays when it is gone.</summary>
internal readonly record struct AuditParty(string Kind, string Id)
{
    public const string UserKind = "user";
    public const string ClientKind = "client";

    /// <summary>Whoever sits at the command line of the server.</summary>
    public static AuditParty Console { get; } = new("console", Environment.UserName);

    /// <summary>The account that it is; null for anything else.</summary>
    public Guid? UserId => Kind == UserKind && Guid.TryParseExact(Id, "D", out var id) ? id : null;

    public static AuditParty User(Guid id) => new(UserKind, id.ToString());

    public static AuditParty Client(string id) => new(ClientKind, id);

    /// <summary>What a person once allowed a client, by the name that its tokens carry.</summary>
    public static AuditParty Grant(Guid id) => new("grant", id.ToString());

    /// <returns>What <see cref="ToString"/> has written; null where it is nothing of the kind.</returns>
    public static AuditParty? Read(string? text) =>
        text?.IndexOf(':', StringComparison.Ordinal) is > 0 and var end
            ? new AuditParty(text[..end], text[(end + 1)..])
            : null;

    public override string ToString() => $"{Kind}:{Id}";
}
