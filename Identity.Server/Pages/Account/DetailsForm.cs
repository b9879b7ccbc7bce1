using Identity.Server.Users.Details;

namespace Identity.Server.Pages.Account;

/// <summary>What a person types about themselves, field for field.</summary>
internal sealed class DetailsForm
{
    public string? GivenName { get; set; }
    public string? MiddleName { get; set; }
    public string? FamilyName { get; set; }
    public string? Nickname { get; set; }
    public string? PreferredUsername { get; set; }
    public string? Birthdate { get; set; }
    public string? Phone { get; set; }
    public string? Website { get; set; }
    public string? Picture { get; set; }
    public string? Street { get; set; }
    public string? PostalCode { get; set; }
    public string? Locality { get; set; }
    public string? Region { get; set; }
    public string? Country { get; set; }

    public static DetailsForm Of(PersonDetails details) =>
        new()
        {
            GivenName = details.GivenName,
            MiddleName = details.MiddleName,
            FamilyName = details.FamilyName,
            Nickname = details.Nickname,
            PreferredUsername = details.PreferredUsername,
            Birthdate = details.Birthdate,
            Phone = details.PhoneNumber,
            Website = details.Website,
            Picture = details.Picture,
            Street = InOneLine(details.Address?.StreetAddress),
            PostalCode = details.Address?.PostalCode,
            Locality = details.Address?.Locality,
            Region = details.Address?.Region,
            Country = details.Address?.Country,
        };

    /// <summary>What is to be kept: what was typed, and what is known beyond the form.</summary>
    public PersonDetails Over(PersonDetails known)
    {
        var number = Phone is null ? null : PhoneNumber.Read(Phone) ?? Phone;
        return known with
        {
            GivenName = GivenName,
            MiddleName = MiddleName,
            FamilyName = FamilyName,
            Nickname = Nickname,
            PreferredUsername = PreferredUsername,
            Birthdate = Birthdate,
            PhoneNumber = number,
            // Nobody has called a number that was typed just now.
            PhoneNumberVerified = number == known.PhoneNumber ? known.PhoneNumberVerified : null,
            Website = InFull(Website),
            Picture = InFull(Picture),
            Address = OverAddress(known.Address ?? new PostalAddress()),
        };
    }

    private PostalAddress OverAddress(PostalAddress known)
    {
        var typed = known with
        {
            // One line is all that the field has; the lines that are known stay while it says the same.
            StreetAddress = Street == InOneLine(known.StreetAddress) ? known.StreetAddress : Street,
            PostalCode = PostalCode,
            Locality = Locality,
            Region = Region,
            Country = Country,
        };
        // How an address is shown that has changed since, is no longer known.
        return typed == known ? known : typed with { Formatted = null };
    }

    private static string? InOneLine(string? lines) => lines?.ReplaceLineEndings(", ");

    // People leave out what they have never had to write.
    private static string? InFull(string? url) =>
        url is null || url.Contains("://", StringComparison.Ordinal) ? url : $"https://{url.Trim()}";
}
