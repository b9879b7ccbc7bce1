using Identity.Server.Tokens;
using Identity.Server.Users;

namespace Identity.Server.Protocol.Token;

/// <summary>Makes of an account what tokens may say of it.</summary>
internal static class PersonSubject
{
    public static Subject ToSubject(this Person person) =>
        new(person.Id, person.Email, person.EmailVerified, person.Name, person.TimeZone)
        {
            Locale = person.Locale,
            UpdatedAt = person.UpdatedAt,
            Details = person.DetailsText,
        };
}
