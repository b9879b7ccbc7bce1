namespace Identity.Server.Tokens;

/// <summary>What was ended, that a token ended with it.</summary>
internal enum Ended
{
    /// <summary>The token alone.</summary>
    Token,

    /// <summary>Everything that the person held.</summary>
    Person,

    /// <summary>The grant: its refresh family, or the code that it came of.</summary>
    Grant,

    /// <summary>The browser session.</summary>
    Session,
}

/// <summary>The entry of the deny list that a token is refused by.</summary>
/// <param name="What">What was ended.</param>
/// <param name="IssuedBefore">Tokens issued at this instant or earlier are over.</param>
/// <param name="ExpiresAt">When the entry can go, for by then they have all expired.</param>
internal readonly record struct Denial(Ended What, DateTimeOffset IssuedBefore, DateTimeOffset ExpiresAt);
