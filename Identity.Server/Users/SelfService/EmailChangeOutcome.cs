namespace Identity.Server.Users.SelfService;

/// <summary>What came of a person asking for another address.</summary>
internal abstract record EmailChangeRequest
{
    /// <summary>A letter went to the present address. Whether the new one is free, nobody is told.</summary>
    public sealed record Asked : EmailChangeRequest;

    public sealed record InvalidEmail : EmailChangeRequest;

    public sealed record SameEmail : EmailChangeRequest;

    public sealed record NotConfirmed(Confirmation Why) : EmailChangeRequest;
}

/// <summary>What came of the last step, at the new address.</summary>
internal abstract record EmailChangeOutcome
{
    /// <param name="OldEmail">The address that tokens may still name: they are for the caller to end.</param>
    public sealed record Done(Person Person, string OldEmail) : EmailChangeOutcome;

    public sealed record BadToken : EmailChangeOutcome;

    /// <summary>Somebody registered the address meanwhile. Its owner may know: they read its letters.</summary>
    public sealed record Taken : EmailChangeOutcome;
}
