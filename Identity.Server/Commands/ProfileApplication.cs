using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Identity.Server.Clients;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Keys;
using Identity.Server.Resources;

namespace Identity.Server.Commands;

/// <summary>What came of applying a profile.</summary>
internal abstract record ProfileApplied
{
    /// <param name="MadeSecret">The API's shared secret, where one had to be made: nobody can read it again.</param>
    public sealed record Done(string? MadeSecret) : ProfileApplied
    {
        public override string ToString() => nameof(Done);
    }

    public sealed record Refused(IReadOnlyList<string> Problems) : ProfileApplied;
}

/// <summary>Makes the server serve a profile: its API, its client, then the profile itself. Applying it twice changes nothing.</summary>
internal sealed class ProfileApplication(
    ApiReplacement apis,
    ClientReplacement clients,
    AccountProfileRegistry profiles,
    SigningKeys keys
)
{
    /// <param name="profile">What the document says.</param>
    /// <param name="secret">The API's shared secret; null for the one that it has, or a new one.</param>
    public async Task<ProfileApplied> ApplyAsync(AccountProfile profile, string? secret, CancellationToken ct)
    {
        var stored = await profiles.ListAsync(ct);
        var problems = Problems(profile).Concat(ProfileRules.Collisions(profile, stored)).ToArray();
        if (problems.Length > 0)
            return new ProfileApplied.Refused(problems);

        var isNew = (await apis.FindAsync(profile.Api.Audience, ct)) is null;
        var made =
            secret is null && isNew && profile.Api.Algorithm.IsSymmetric
                ? Base64Url.EncodeToString(
                    RandomNumberGenerator.GetBytes(Math.Max(32, profile.Api.Algorithm.HashLength))
                )
                : null;
        if (await apis.PutAsync(ApiOf(profile, secret ?? made), ct) is ApiRegistration.Refused api)
            return new ProfileApplied.Refused([api.Why]);
        // A key for a new algorithm must be there before the first token is asked for.
        if (!profile.Api.Algorithm.IsSymmetric)
            await keys.EnsureAsync(profile.Api.Algorithm, ct);
        if (await clients.PutAsync(ClientOf(profile), ct) is Registration.Refused client)
            return new ProfileApplied.Refused([client.Why]);
        return await profiles.PutAsync(profile, ct) is ProfileChange.Refused refused
            ? new ProfileApplied.Refused(refused.Problems)
            : new ProfileApplied.Done(made);
    }

    /// <summary>What the rooms would say to the parts of a profile.</summary>
    public static IEnumerable<string> Problems(AccountProfile profile)
    {
        if (ApiOf(profile, secret: null).Problem() is { } api)
            yield return api;
        if (ClientOf(profile).Problem() is { } client)
            yield return client;
    }

    private static NewApi ApiOf(AccountProfile profile, string? secret) =>
        new()
        {
            Audience = profile.Api.Audience,
            Name = profile.Title,
            Algorithm = profile.Api.Algorithm,
            Profile = profile.Api.IsPlain ? TokenProfile.Plain : TokenProfile.AccessTokenJwt,
            Subject = profile.Api.NamesEmail ? SubjectForm.Email : SubjectForm.Id,
            Claims = profile.Api.Claims,
            Scopes = profile.Api.Scopes,
            AccessTokenLifetime = profile.Api.Lifetime,
            Secret = secret is null ? null : Encoding.UTF8.GetBytes(secret),
        };

    // Its tokens are issued at the profile's own addresses: at the token endpoint it can do nothing.
    private static NewClient ClientOf(AccountProfile profile) =>
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
