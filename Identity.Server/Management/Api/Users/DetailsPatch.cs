using Identity.Server.Management.Wire;
using Identity.Server.Users.Details;

namespace Identity.Server.Management.Api.Users;

/// <summary>What is to change of what an account says of its owner beyond the name.</summary>
/// <remarks>OpenID Connect Core §5.1; RFC 7396.</remarks>
internal sealed record DetailsPatch
{
    public Optional<string> GivenName { get; init; }
    public Optional<string> FamilyName { get; init; }
    public Optional<string> MiddleName { get; init; }
    public Optional<string> Nickname { get; init; }
    public Optional<string> PreferredUsername { get; init; }
    public Optional<string> Profile { get; init; }
    public Optional<string> Picture { get; init; }
    public Optional<string> Website { get; init; }
    public Optional<string> Gender { get; init; }
    public Optional<string> Birthdate { get; init; }
    public Optional<string> PhoneNumber { get; init; }
    public Optional<bool?> PhoneNumberVerified { get; init; }
    public Optional<AddressPatch> Address { get; init; }

    public PersonDetails Over(PersonDetails present) =>
        new()
        {
            GivenName = GivenName.Over(present.GivenName),
            FamilyName = FamilyName.Over(present.FamilyName),
            MiddleName = MiddleName.Over(present.MiddleName),
            Nickname = Nickname.Over(present.Nickname),
            PreferredUsername = PreferredUsername.Over(present.PreferredUsername),
            Profile = Profile.Over(present.Profile),
            Picture = Picture.Over(present.Picture),
            Website = Website.Over(present.Website),
            Gender = Gender.Over(present.Gender),
            Birthdate = Birthdate.Over(present.Birthdate),
            PhoneNumber = PhoneNumber.Over(present.PhoneNumber),
            PhoneNumberVerified = PhoneNumberVerified.Over(present.PhoneNumberVerified),
            Address = Address.IsGiven ? Address.Value?.Over(present.Address ?? new PostalAddress()) : present.Address,
        };
}

/// <summary>What is to change of a postal address.</summary>
/// <remarks>OpenID Connect Core §5.1.1.</remarks>
internal sealed record AddressPatch
{
    public Optional<string> Formatted { get; init; }
    public Optional<string> StreetAddress { get; init; }
    public Optional<string> Locality { get; init; }
    public Optional<string> Region { get; init; }
    public Optional<string> PostalCode { get; init; }
    public Optional<string> Country { get; init; }

    public PostalAddress Over(PostalAddress present) =>
        new()
        {
            Formatted = Formatted.Over(present.Formatted),
            StreetAddress = StreetAddress.Over(present.StreetAddress),
            Locality = Locality.Over(present.Locality),
            Region = Region.Over(present.Region),
            PostalCode = PostalCode.Over(present.PostalCode),
            Country = Country.Over(present.Country),
        };
}
