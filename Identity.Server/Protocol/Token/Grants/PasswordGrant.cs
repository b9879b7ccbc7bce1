using System.Diagnostics;
using Identity.Server.Clients;
using Identity.Server.Protocol.ClientAuthentication;
using Identity.Server.Protocol.Wire;
using Identity.Server.Resources;
using Identity.Server.Tokens;
using Identity.Server.Users;

namespace Identity.Server.Protocol.Token.Grants;

/// <summary>A person's e-mail address and password, for first-party apps and systems that moved in.</summary>
/// <remarks>RFC 6749 §4.3. RFC 9700 §2.4 advises against it: a client is given it on purpose or not at all.</remarks>
internal sealed class PasswordGrant(SignIn signIn, RefreshTokens refreshTokens, ApiCatalog apis, TimeProvider clock)
    : IGrant
{
    public string GrantType => "password";

    public async ValueTask<Outcome<GrantedAuthorization>> RedeemAsync(
        TokenRequest request,
        AuthenticatedClient client,
        CancellationToken ct
    )
    {
        if (request.Username is not { } username)
            return ProtocolError.InvalidRequest("username is missing.");
        if (request.Password is not { } password)
            return ProtocolError.InvalidRequest("password is missing.");
        if (
            GrantedScopes
                .Resolve(request.Scope, request.Resource, client.Client, apis.Snapshot)
                .Refused(out var error, out var scopes)
        )
        {
            return error;
        }

        var outcome = await signIn.WithPasswordAsync(
            username,
            password,
            request.Source,
            client.Client.RequiresVerifiedEmail,
            ct
        );
        return outcome is SignInOutcome.Done done
            ? await GrantAsync(client.Client, done.Person, scopes, ct)
            : Refusal(outcome, client.Client);
    }

    private async Task<GrantedAuthorization> GrantAsync(
        Client client,
        Person person,
        GrantedScopes scopes,
        CancellationToken ct
    )
    {
        var family = scopes.All.Contains(StandardScopes.OfflineAccess)
            ? await refreshTokens.StartAsync(client, person.Id, person.Epoch, scopes.All, scopes.Api, context: null, ct)
            : null;
        return new GrantedAuthorization
        {
            Client = client,
            Subject = person.ToSubject(),
            Scopes = scopes.ForToken,
            Api = scopes.Api,
            AuthTime = clock.GetUtcNow(),
            Family = family,
        };
    }

    // The sign-in has told the audit of it.
    private static ProtocolError Refusal(SignInOutcome outcome, Client client) =>
        ErrorOf(outcome, client) with
        {
            IsForAudit = false,
        };

    // One answer for every reason, unless the client is ours and the password was right.
    private static ProtocolError ErrorOf(SignInOutcome outcome, Client client) =>
        outcome switch
        {
            SignInOutcome.Throttled throttled => ProtocolError.TooManyAttempts(throttled.RetryAfter),
            SignInOutcome.Busy busy => ProtocolError.Busy(busy.RetryAfter),
            SignInOutcome.Wrong wrong => ProtocolError.InvalidGrant(wrong.Reason),
            SignInOutcome.Suspended suspended when client.IsFirstParty => ProtocolError.InvalidGrantBecause(
                suspended.Message ?? "The account is suspended."
            ),
            SignInOutcome.Suspended => ProtocolError.InvalidGrant("the account is suspended"),
            SignInOutcome.Unverified when client.IsFirstParty => ProtocolError.InvalidGrantBecause(
                "The e-mail address is not verified."
            ),
            SignInOutcome.Unverified => ProtocolError.InvalidGrant("the e-mail address is not verified"),
            SignInOutcome.PasswordDue when client.IsFirstParty => ProtocolError.InvalidGrantBecause(
                "A new password has to be chosen first."
            ),
            SignInOutcome.PasswordDue => ProtocolError.InvalidGrant("a new password has to be chosen first"),
            _ => throw new UnreachableException($"{outcome.GetType()}"),
        };
}
