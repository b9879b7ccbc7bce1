using Identity.Server.Hosting.Wire;
using Identity.Server.Protocol.Wire;

namespace Identity.Server.Protocol.UserInfo;

/// <summary>The access token that a request carries, read from wherever RFC 6750 lets it be.</summary>
internal sealed record BearerToken(string Value)
{
    private const string Realm = "Bearer realm=\"identity\"";

    /// <remarks>RFC 6750 §2.1 and RFC 6750 §2.2. A token in the URL (RFC 6750 §2.3) is not looked for: it would end up in logs.</remarks>
    public static async ValueTask<Outcome<BearerToken>> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.Headers.Authorization.Count > 1)
            return Challenge(new ProtocolError("invalid_request", "There is more than one Authorization header."));
        var fromHeader = BearerHeader.Read(request);
        if (!HttpMethods.IsPost(request.Method) || !request.HasFormContentType)
            return fromHeader is null ? Missing() : new BearerToken(fromHeader);

        if ((await RequestForm.ReadAsync(request, ct)).Refused(out var error, out var form))
            return error;
        return (fromHeader, form[Parameter.AccessToken]) switch
        {
            ({ } token, null) => new BearerToken(token),
            (null, { } token) => new BearerToken(token),
            // RFC 6750 §2: not more than one method in a request.
            (not null, not null) => Challenge(
                new ProtocolError("invalid_request", "The access token was sent in more than one way.")
            ),
            _ => Missing(),
        };
    }

    /// <remarks>RFC 6750 §3.1.</remarks>
    public static ProtocolError Invalid(string reason, string? clientId = null) =>
        Challenge(
            new ProtocolError(
                "invalid_token",
                "The access token is invalid, expired or revoked.",
                StatusCodes.Status401Unauthorized
            )
            {
                Reason = reason,
                ClientId = clientId,
            }
        );

    /// <remarks>RFC 6750 §3.1.</remarks>
    public static ProtocolError InsufficientScope(string needed, string clientId)
    {
        var error = new ProtocolError(
            "insufficient_scope",
            "The access token lacks a scope.",
            StatusCodes.Status403Forbidden
        )
        {
            Reason = $"the access token lacks the scope {needed}",
            ClientId = clientId,
        };
        return error with { Challenge = $"{Challenge(error).Challenge}, scope=\"{needed}\"" };
    }

    public override string ToString() => "a bearer token";

    // RFC 6750 §3.1: without any token, a challenge that names no error, and nothing else.
    private static ProtocolError Missing() =>
        new("invalid_token", "An access token is needed.", StatusCodes.Status401Unauthorized)
        {
            Challenge = Realm,
            IsChallengeAlone = true,
            IsForAudit = false,
        };

    private static ProtocolError Challenge(ProtocolError error) =>
        error with
        {
            Challenge = $"{Realm}, error=\"{error.Code}\", error_description=\"{error.Description}\"",
        };
}
