using Identity.Jose;
using Identity.Server.Tokens;
using Identity.Server.Tokens.Codes;
using Identity.Server.Tracing;

namespace Identity.Server.Protocol.Tracing.Tokens;

/// <summary>Retraces whatever an app holds, by what it is: the prefix of a handle, or the type of a JWT.</summary>
internal sealed class TokenTracer(
    AccessTokenTracer accessTokens,
    IdTokenTracer idTokens,
    RefreshTokenTracer refreshTokens,
    CodeTracer codes,
    RecentRefusals refusals
) : ITracer<PastedToken>
{
    // What clients sign themselves, and what we sign for other purposes: no endpoint takes it as a token.
    private static readonly Dictionary<string, string> OtherTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["oauth-authz-req+jwt"] = "a request object: paste the whole address that the browser was sent to",
        ["client-authentication+jwt"] =
            "what a client shows who it is with: it is good once, and looking would tell nothing",
        ["dpop+jwt"] = "a proof that a client holds a key: it goes with one request",
        ["logout+jwt"] = "a logout token, which is for its client alone",
    };

    private static readonly (string Prefix, string What)[] OtherHandles =
    [
        ("se_", "what the cookie of a signed-in browser holds: find the session in the list of sessions"),
        ("vi_", "what the cookie of a browser holds in which a request waits"),
        ("dc_", "the code that a device asks with: it says what has come of it whenever the device asks"),
    ];

    public async Task<Retraced> TraceAsync(PastedToken pasted, CancellationToken ct)
    {
        var trace = await TraceAsync(pasted.Text, ct);
        return trace with { Events = await refusals.FindAsync(kind: null, trace.About, ct) };
    }

    private async Task<Retraced> TraceAsync(string text, CancellationToken ct)
    {
        if (RefreshHandle.Read(text) is { } refresh)
            return await refreshTokens.TraceAsync(text, refresh, ct);
        if (CodeHandle.Read(text) is { } code)
            return await codes.TraceAsync(text, code, ct);
        if (
            Array.Find(OtherHandles, one => text.StartsWith(one.Prefix, StringComparison.Ordinal)) is { What: { } what }
        )
        {
            return Unread($"That is {what}.");
        }
        if (text.AsSpan().Count('.') == 4)
            return Unread("That is encrypted: only the one that it is for can read it. Paste what is inside.");
        if (CompactJws.PeekHeader(text) is not { } header)
        {
            return Unread(
                "That is neither a token of this server nor a JWT whose header can be read. It may be cut off, or another server's."
            );
        }
        if (header.Type is { } type && OtherTypes.GetValueOrDefault(Short(type)) is { } other)
            return Unread($"That is {other}.");
        return await TraceJwtAsync(text, header, ct);
    }

    // A plain access token and an ID token have the same type: whichever it is good as, and else what it looks like.
    private async Task<Retraced> TraceJwtAsync(string text, JwsHeader header, CancellationToken ct)
    {
        var asAccess = await accessTokens.TraceAsync(text, header, ct);
        if (IsFine(asAccess) || Short(header.Type ?? "") == AccessTokenWriter.Type)
            return asAccess;
        var asId = await idTokens.TraceAsync(text, header, ct);
        return asId.About is not null || LooksLikeIdToken(text) ? asId : asAccess;
    }

    private static bool IsFine(Retraced trace) => trace.About is not null;

    private static bool LooksLikeIdToken(string text) =>
        Jwt.PeekClaims(text) is { } claims
        && (
            claims.TryGet(IdTokenWriter.AccessTokenHashClaim, out _)
            || claims.TryGet(IdTokenWriter.AuthTimeClaim, out _)
            || claims.TryGet("nonce", out _)
        );

    private static string Short(string type) =>
        type.StartsWith("application/", StringComparison.OrdinalIgnoreCase) ? type["application/".Length..] : type;

    private static Retraced Unread(string why) =>
        new(TraceKind.Token, why, [new TraceStep("What it is", StepOutcome.Failed) { Private = why }]);
}
