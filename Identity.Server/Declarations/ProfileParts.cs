using Identity.Server.Clients;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Resources;

namespace Identity.Server.Declarations;

/// <summary>The API and the client that a profile brings with it.</summary>
internal static class ProfileParts
{
    /// <summary>What the rooms would say to the parts of a profile.</summary>
    public static IEnumerable<string> Problems(AccountProfile profile)
    {
        if (ApiOf(profile).Problem() is { } api)
            yield return api;
        if (ClientOf(profile).Problem() is { } client)
            yield return client;
    }

    public static NewApi ApiOf(AccountProfile profile) =>
        new()
        {
            Audience = profile.Api.Audience,
            Name = profile.Title,
            Algorithm = profile.Api.Algorithm,
            Profile = profile.Api.IsPlain ? TokenProfile.Plain : TokenProfile.AccessTokenJwt,
            Subject = profile.Api.NamesEmail ? SubjectForm.Email : SubjectForm.Id,
            Claims = profile.Api.Claims,
            Scopes = [.. profile.Api.Scopes.Distinct(StringComparer.Ordinal)],
            AccessTokenLifetime = profile.Api.Lifetime,
        };

    // Its tokens are issued at the profile's own addresses: at the token endpoint it can do nothing.
    public static NewClient ClientOf(AccountProfile profile) =>
        new()
        {
            ClientId = profile.Client.Id,
            Name = profile.Title,
            AuthenticationMethod = ClientAuthenticationMethod.None,
            Scopes = [StandardScopes.OfflineAccess, .. profile.Api.Scopes],
            IsFirstParty = true,
            RequiresVerifiedEmail = profile.MustBeVerified,
            Lifetimes = new ClientLifetimes(
                AccessToken: null,
                profile.Client.RefreshTokenIdleLifetime,
                profile.Client.RefreshTokenLifetime
            ),
        };
}
