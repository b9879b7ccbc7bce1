using System.Security.Claims;

namespace Identity.Authentication.SignIn.Sessions;

/// <summary>Where a session is kept that a person's requests come with.</summary>
/// <remarks>
/// It goes along with the identity, in this process and no further: what serializes a ticket leaves it out, and no claim
/// shows it.
/// </remarks>
/// <param name="Scheme">The cookie's.</param>
/// <param name="Key">The session's name in the store.</param>
internal sealed record SessionReference(string Scheme, string Key)
{
    public static SessionReference? Of(ClaimsPrincipal person) =>
        person.Identities.Select(identity => identity.BootstrapContext).OfType<SessionReference>().FirstOrDefault();

    public void GoAlongWith(ClaimsPrincipal person)
    {
        if (person.Identities.FirstOrDefault() is { } identity)
            identity.BootstrapContext = this;
    }
}
