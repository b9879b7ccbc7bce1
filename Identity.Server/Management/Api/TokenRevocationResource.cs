using Identity.Server.Audit;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;
using Identity.Server.Tokens;
using Identity.Server.Users;

namespace Identity.Server.Management.Api;

/// <summary>Ends a token that somebody has got hold of: whoever has it can have it ended, whosever it is.</summary>
internal sealed class TokenRevocationResource(
    AccessTokenReader reader,
    GrantDirectory grants,
    GrantEnds ends,
    People people,
    Guarded guarded
) : IResource
{
    public string Tag => "Grants";

    public void Declare(Routes routes) =>
        routes.Do<TokenToRevoke, Nothing>(
            "/token-revocations",
            Permission.GrantsWrite,
            "End an access token, or the grant of a refresh token",
            StatusCodes.Status204NoContent,
            RevokeAsync
        );

    private async Task<Reply<Nothing>> RevokeAsync(Call call, TokenToRevoke asked, CancellationToken ct)
    {
        if (RefreshHandle.Read(asked.Token) is { } handle)
        {
            if (await grants.FindAsync(handle, ct) is not { } grant)
                return NoneOfOurs();
            if (await guarded.ActingOnAsync(call, grant.Subject, ct) is { } above)
                return above;
            await ends.EndAsync(grant, call.Actor.Party, ct);
            return Nothing.ToSay;
        }

        if (await reader.ReadAsync(asked.Token, ct) is not { } token)
            return NoneOfOurs();
        var owner = await OwnerOfAsync(token, ct);
        if (await guarded.ActingOnAsync(call, owner, ct) is { } forbidden)
            return forbidden;
        await ends.EndAsync(token, owner, call.Actor.Party, ct);
        return Nothing.ToSay;
    }

    // An API's tokens may name people by their address; whoever is suspended has none that is good.
    private async Task<AuditParty?> OwnerOfAsync(VerifiedAccessToken token, CancellationToken ct)
    {
        if (token.PersonId is { } id)
            return AuditParty.User(id);
        if (token.Claims.Subject is { } subject && await people.FindActiveAsync(subject, ct) is { } person)
            return AuditParty.User(person.Id);
        return token.ClientId is { } client ? AuditParty.Client(client) : null;
    }

    private static Problem NoneOfOurs() =>
        Problem.Invalid("token", "'token' is no access or refresh token of this server that is still good.");
}

/// <summary>A token to be ended.</summary>
internal sealed record TokenToRevoke
{
    public required string Token { get; init; }

    public override string ToString() => nameof(TokenToRevoke);
}
