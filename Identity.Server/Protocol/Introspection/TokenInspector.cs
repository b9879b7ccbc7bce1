using Identity.Server.Clients;
using Identity.Server.Tokens;

namespace Identity.Server.Protocol.Introspection;

/// <summary>What a caller may know of a token.</summary>
internal abstract record Inspection
{
    /// <summary>Not good, or none of the caller's business: the two look alike (RFC 7662 §2.2).</summary>
    public sealed record Inactive : Inspection;

    public sealed record ActiveAccessToken(VerifiedAccessToken Token) : Inspection;

    /// <param name="Subject">The person, as this client knows them.</param>
    public sealed record ActiveRefreshToken(RefreshTokenState State, string ClientId, string Subject) : Inspection;
}

/// <summary>Says what a token is worth now, to the API it is for or to the client it was issued to.</summary>
internal sealed class TokenInspector(
    AccessTokenReader reader,
    DenyList denied,
    RefreshFamilies families,
    ClientFinder clients,
    SubjectNames subjects
)
{
    private static readonly Inspection.Inactive Inactive = new();

    public async ValueTask<Inspection> InspectAsync(string token, Client caller, CancellationToken ct)
    {
        if (RefreshHandle.Read(token) is { } handle)
        {
            var state = await families.DescribeAsync(handle, caller, ct);
            return state is null
                ? Inactive
                : new Inspection.ActiveRefreshToken(state, caller.ClientId, subjects.Of(caller, state.Subject));
        }

        if (await reader.ReadAsync(token, ct) is not { } access || !IsConcerned(caller, access))
            return Inactive;
        // A client that was disabled since has no good tokens.
        if (access.ClientId is { } owner && await clients.FindSoonAsync(owner, ct) is not { IsDisabled: false })
            return Inactive;
        return await denied.IsDeniedAsync(access, ct) ? Inactive : new Inspection.ActiveAccessToken(access);
    }

    private static bool IsConcerned(Client caller, VerifiedAccessToken token) =>
        caller.ClientId == token.ClientId || (caller.Audience is { } audience && audience == token.Api?.Audience);
}
