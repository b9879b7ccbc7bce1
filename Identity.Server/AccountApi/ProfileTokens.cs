using System.Diagnostics.CodeAnalysis;
using Identity.Server.AccountApi.Wire;
using Identity.Server.Clients;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Resources;
using Identity.Server.Tokens;
using Identity.Server.Users;

namespace Identity.Server.AccountApi;

/// <summary>Issues the tokens of a profile: of its client, for its API, with a refresh token where the route's answer has one.</summary>
internal sealed class ProfileTokens(
    ClientCatalog clients,
    ApiCatalog apis,
    RefreshTokens refreshTokens,
    TokenIssuer issuer,
    People people,
    TimeProvider clock,
    ILogger<ProfileTokens> logger
)
{
    // What these routes do is at the token endpoint the work of these.
    private const string ByPassword = "password";
    private const string ByRefreshing = "refresh_token";

    // Told of a profile before its client and its API: a moment later they are known too.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    public Client? ClientOf(AccountProfile profile) => clients.Find(profile.Client.Id);

    /// <summary>For somebody who has just shown who they are.</summary>
    public async Task<AccountAnswer> IssueAsync(AccountCall call, Person person, CancellationToken ct)
    {
        if (!TryFind(call.Profile, out var client, out var api))
            return AccountAnswer.Busy(Moment);

        var scopes = ScopeSet.Of([StandardScopes.OfflineAccess, .. api.Scopes]);
        var family = call.Route.AnswersWith([AccountActions.RefreshToken])
            ? await refreshTokens.StartAsync(client, person.Id, person.Epoch, scopes, api, context: null, ct)
            : null;
        var subject = new Subject(person.Id, person.Email, person.EmailVerified, person.Name, person.TimeZone);
        return await IssueAsync(person, Grant(client, api, subject, clock.GetUtcNow(), family), ByPassword, ct);
    }

    /// <summary>For a refresh token, which is spent by it.</summary>
    public async Task<AccountAnswer> RefreshAsync(AccountCall call, string presented, CancellationToken ct)
    {
        if (!TryFind(call.Profile, out var client, out var api))
            return AccountAnswer.Busy(Moment);

        var aim = RotationAim.AtOwn(client, asked: null, apis.Snapshot);
        if (await refreshTokens.RotateAsync(presented, client, narrowed: null, aim, ct) is not Rotation.Done done)
            return Refused("the refresh token is spent, ended, expired or another's");
        if (await people.FindActiveAsync(done.Subject.Id, ct) is not { } person)
            return Refused("the account is gone or suspended");
        if (call.Profile.MustBeVerified && !person.EmailVerified)
            return Refused("the address is not verified");
        return await IssueAsync(person, Grant(client, api, done.Subject, done.AuthTime, done.Family), ByRefreshing, ct);

        AccountAnswer.Refused Refused(string reason)
        {
            logger.TokenRefused(call.Profile.Name, Log.MaskedToken(presented), reason);
            return new AccountAnswer.Refused(AccountFault.InvalidRefreshToken);
        }
    }

    // There is no ID token in it, and so nothing to encrypt.
    private async Task<AccountAnswer> IssueAsync(
        Person person,
        GrantedAuthorization authorization,
        string grantType,
        CancellationToken ct
    ) =>
        await issuer.IssueAsync(authorization, grantType, ct) is { } issued
            ? new AccountAnswer.Done(person, issued)
            : AccountAnswer.Busy(Moment);

    private bool TryFind(
        AccountProfile profile,
        [NotNullWhen(true)] out Client? client,
        [NotNullWhen(true)] out Api? api
    )
    {
        (client, api) = (ClientOf(profile), apis.Find(profile.Api.Audience));
        if (client is { IsDisabled: false } && api is not null)
            return true;
        logger.NotReady(profile.Name);
        return false;
    }

    private static GrantedAuthorization Grant(
        Client client,
        Api api,
        Subject subject,
        DateTimeOffset authTime,
        RefreshFamily? family
    ) =>
        new()
        {
            Client = client,
            Subject = subject,
            Scopes = ScopeSet.Of(api.Scopes),
            Api = api,
            AuthTime = authTime,
            Family = family,
        };
}
