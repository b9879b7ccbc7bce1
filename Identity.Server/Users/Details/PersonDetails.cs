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
