using Identity.Server.Protocol.Wire;
using Identity.Server.Resources;
using Identity.Server.Users.Throttling;

namespace Identity.Server.Protocol.Token;

/// <summary>A token request, read once: a grant never reaches into the raw form.</summary>
/// <remarks>RFC 6749 §4.1.3, RFC 6749 §4.3.2, RFC 6749 §4.4.2 and RFC 6749 §6; RFC 8628 §3.4.</remarks>
internal sealed class TokenRequest
{
    public required string GrantType { get; init; }

    /// <summary>Null where the client leaves it to us.</summary>
    public ScopeSet? Scope { get; init; }

    /// <summary>The one API that the access token is to be for (RFC 8707 §2).</summary>
    public string? Resource { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    public string? RefreshToken { get; init; }

    public string? Code { get; init; }

    public string? RedirectUri { get; init; }

    public string? CodeVerifier { get; init; }

    public string? DeviceCode { get; init; }

    /// <summary>Where it comes from, for what is counted by that.</summary>
    public required Source Source { get; init; }

    public static Outcome<TokenRequest> Read(RequestForm form, Source source)
    {
        if (form[Parameter.GrantType] is not { } grantType)
            return ProtocolError.InvalidRequest("grant_type is missing.");

        ScopeSet? scope = null;
        if (form[Parameter.Scope] is { } text && (scope = ScopeSet.Read(text)) is null)
            return ProtocolError.InvalidScope("scope is not a list of scope names.");
        if (form.Resources is { Length: > 1 })
            return ProtocolError.InvalidTarget("An access token is for one API: name one resource.");

        return new TokenRequest
        {
            GrantType = grantType,
            Scope = scope,
            Resource = form[Parameter.Resource],
            Username = form[Parameter.Username],
            Password = form[Parameter.Password],
            RefreshToken = form[Parameter.RefreshToken],
            Code = form[Parameter.Code],
            RedirectUri = form[Parameter.RedirectUri],
            CodeVerifier = form[Parameter.CodeVerifier],
            DeviceCode = form[Parameter.DeviceCode],
            Source = source,
        };
    }
}
