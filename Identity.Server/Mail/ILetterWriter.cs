namespace Identity.Server.Mail;

/// <summary>A letter that is due, as it lay in the outbox.</summary>
/// <param name="Id">The same at every attempt: what the writer derives from it is the same too.</param>
/// <param name="Recipient">The address that somebody gave; whether a letter goes there, the writer decides.</param>
internal sealed record QueuedLetter(
    Guid Id,
    DateTimeOffset CreatedAt,
    string Kind,
    string Recipient,
    IReadOnlyDictionary<string, string> About
);

/// <summary>A letter as it is to be sent.</summary>
/// <param name="To">The address of the account, not one that somebody typed.</param>
/// <param name="Name">How the person is called; null where they never said.</param>
/// <param name="Locale">The language they read; null leaves it to the setting.</param>
/// <param name="TimeZone">Of the reader, by its IANA name; null tells times in UTC.</param>
internal sealed record WrittenLetter(string To, string? Name, string? Locale, Letter Content, string? TimeZone = null);

/// <summary>Says what a kind of letter says, at the moment it is sent. The room that the letter belongs to has its writers.</summary>
internal interface ILetterWriter
{
    string Kind { get; }

    /// <returns>The letter, or null where there is nobody to have it: no such account, or what it was about is over.</returns>
    Task<WrittenLetter?> WriteAsync(QueuedLetter letter, CancellationToken ct);
}
