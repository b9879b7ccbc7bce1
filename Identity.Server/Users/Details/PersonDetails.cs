using System.Text.Json;
using System.Text.Json.Serialization;

namespace Identity.Server.Users.Details;

/// <summary>What people may add about themselves: the standard claims that have no column of their own.</summary>
/// <remarks>OpenID Connect Core §5.1. Kept as one document under the claims' own names.</remarks>
internal sealed record PersonDetails
{
    public static PersonDetails None { get; } = new();

    public string? GivenName { get; init; }
    public string? FamilyName { get; init; }
    public string? MiddleName { get; init; }
    public string? Nickname { get; init; }
    public string? PreferredUsername { get; init; }
    public string? Profile { get; init; }
    public string? Picture { get; init; }
    public string? Website { get; init; }
    public string? Gender { get; init; }
    public string? Birthdate { get; init; }
    public string? PhoneNumber { get; init; }
    public bool? PhoneNumberVerified { get; init; }
    public PostalAddress? Address { get; init; }

    /// <summary>The same, where nothing is said that is said with an empty text.</summary>
    public PersonDetails Tidy() =>
        this with
        {
            GivenName = PersonText.Tidy(GivenName),
            FamilyName = PersonText.Tidy(FamilyName),
            MiddleName = PersonText.Tidy(MiddleName),
            Nickname = PersonText.Tidy(Nickname),
            PreferredUsername = PersonText.Tidy(PreferredUsername),
            Profile = PersonText.Tidy(Profile),
            Picture = PersonText.Tidy(Picture),
            Website = PersonText.Tidy(Website),
            Gender = PersonText.Tidy(Gender),
            Birthdate = PersonText.Tidy(Birthdate),
            PhoneNumber = PersonText.Tidy(PhoneNumber),
            // Of no number nobody can say whether it was called.
            PhoneNumberVerified = PersonText.Tidy(PhoneNumber) is null ? null : PhoneNumberVerified,
            Address = Address?.Tidy(),
        };
}

/// <summary>A postal address.</summary>
/// <remarks>OpenID Connect Core §5.1.1.</remarks>
internal sealed record PostalAddress
{
    public string? Formatted { get; init; }
    public string? StreetAddress { get; init; }
    public string? Locality { get; init; }
    public string? Region { get; init; }
    public string? PostalCode { get; init; }
    public string? Country { get; init; }

    /// <returns>Null where nothing is left.</returns>
    public PostalAddress? Tidy()
    {
        var tidy = new PostalAddress
        {
            Formatted = PersonText.Tidy(Formatted),
            StreetAddress = PersonText.Tidy(StreetAddress),
            Locality = PersonText.Tidy(Locality),
            Region = PersonText.Tidy(Region),
            PostalCode = PersonText.Tidy(PostalCode),
            Country = PersonText.Tidy(Country),
        };
        return tidy == new PostalAddress() ? null : tidy;
    }
}

/// <summary>Details as JSON: the claims' names, and nothing for what is not known.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(PersonDetails))]
internal sealed partial class PersonDetailsJson : JsonSerializerContext
{
    public static string Write(PersonDetails details) => JsonSerializer.Serialize(details, Default.PersonDetails);

    public static PersonDetails Read(string json) => JsonSerializer.Deserialize(json, Default.PersonDetails)!;
}

/// <summary>Details as somebody writes them by hand: a name that is none, or is there twice, is said and not passed over.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false
)]
[JsonSerializable(typeof(PersonDetails))]
internal sealed partial class StrictDetailsJson : JsonSerializerContext
{
    /// <returns>The details, or in a sentence why there are none.</returns>
    public static (PersonDetails? Details, string? Problem) Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Default.PersonDetails) is { } details
                ? (details.Tidy(), null)
                : (null, "null says nothing of a person: {} is an object that says nothing.");
        }
        catch (JsonException e)
        {
            return (null, $"The JSON is no object of claims, at {e.Path ?? "$"}.");
        }
    }
}
