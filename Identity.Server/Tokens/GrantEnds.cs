using System.Text.Json.Nodes;
using Identity.Server.Audit;

namespace Identity.Server.Tokens;

/// <summary>Ends grants and tokens as those who run the server ask for it, and tells the audit who did.</summary>
internal sealed class GrantEnds(RefreshFamilies families, TokenRevocation revocation, AuditTrail audit)
{
    /// <summary>Ends a refresh family, and its access tokens with it.</summary>
    /// <returns>Whether there was still one to end.</returns>
    public async Task<bool> EndAsync(KnownGrant grant, AuditParty by, CancellationToken ct)
    {
        if (!await families.RevokeAsync(grant.Id, ct))
            return false;
        var before = new JsonObject
        {
            ["grant"] = grant.Id,
            ["client_id"] = grant.ClientId,
            ["scope"] = string.Join(' ', grant.Scopes),
        };
        Tell(AuditKind.GrantRevocation, AuditParty.User(grant.Subject), by, before);
        return true;
    }

    /// <summary>Ends one access token.</summary>
    /// <param name="owner">Whose it is: a person's, or a client's own.</param>
    public async Task EndAsync(VerifiedAccessToken token, AuditParty? owner, AuditParty by, CancellationToken ct)
    {
        await revocation.RevokeAsync(token, ct);
        var before = new JsonObject
        {
            ["token"] = token.Claims.JwtId,
            ["client_id"] = token.ClientId,
            ["scope"] = token.Scopes.ToString(),
        };
        Tell(AuditKind.TokenRevocation, owner, by, before);
    }

    private void Tell(string kind, AuditParty? target, AuditParty by, JsonObject before) =>
        audit.Record(new AuditEvent(kind, target) { Actor = by, Details = AuditChange.Of(before, after: null) });
}
