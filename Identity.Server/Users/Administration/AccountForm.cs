using Identity.Server.Users.Details;

namespace Identity.Server.Users.Administration;

/// <summary>What of an account others may change for its owner, as it is or is to be.</summary>
internal sealed record AccountForm
{
    public required string Email { get; init; }
    public bool EmailVerified { get; init; }
    public string? Name { get; init; }
    public string? TimeZone { get; init; }
    public string? Locale { get; init; }
    public PersonDetails Details { get; init; } = PersonDetails.None;
    public bool PasswordChangeRequired { get; init; }

    public static AccountForm Of(Account account) =>
        new()
        {
            Email = account.Email,
            EmailVerified = account.EmailVerifiedAt is not null,
            Name = account.Name,
            TimeZone = account.TimeZone,
            Locale = account.Locale,
            Details = account.Details is { } details ? PersonDetailsJson.Read(details) : PersonDetails.None,
            PasswordChangeRequired = account.PasswordChangeRequired,
        };

    /// <summary>The same at another address, which nobody has shown to be the owner's. Another spelling of the present one is no other.</summary>
    public AccountForm MoveTo(string email) =>
        this with
        {
            Email = email,
            EmailVerified = EmailVerified && CanonicalEmail.Of(email) == CanonicalEmail.Of(Email),
        };

    public IEnumerable<AccountProblem> Problems()
    {
        if (CanonicalEmail.Of(Email) is null)
            yield return new AccountProblem("email", $"'{Email}' is not an e-mail address.");
        if (!PersonName.IsAcceptable(Name))
            yield return new AccountProblem("name", $"A name is one line of 1 to {PersonName.Longest} characters.");
        if (TimeZone is not null && !TimeZones.IsKnown(TimeZone))
            yield return new AccountProblem("time_zone", $"'{TimeZone}' is not an IANA time zone.");
        if (Locale is not null && !Locales.IsTag(Locale))
            yield return new AccountProblem("locale", $"'{Locale}' is not a language tag such as pl-PL.");
        foreach (var problem in DetailRules.ProblemsOf(Details))
            yield return new AccountProblem("details", problem.Sentence);
    }
}
