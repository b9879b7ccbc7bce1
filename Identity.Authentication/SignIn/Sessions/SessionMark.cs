using System.Globalization;
using Identity.Authentication.SignIn.Tokens;
using Microsoft.AspNetCore.Authentication;

namespace Identity.Authentication.SignIn.Sessions;

/// <summary>Which of the provider's sessions an app's session hangs on, as it stands in the sealed cookie.</summary>
/// <param name="Scheme">The scheme that signed the person in.</param>
/// <param name="Subject">Whom.</param>
/// <param name="SessionId">The provider's <c>sid</c>, where it gives one.</param>
/// <param name="IssuedAt">When, by the provider's clock.</param>
internal sealed record SessionMark(
    string Scheme,
    string Issuer,
    string Subject,
    string? SessionId,
    DateTimeOffset IssuedAt
)
{
    private const string Prefix = ".session.";

    public static SessionMark Of(string scheme, IdToken token) =>
        new(scheme, token.Claims.Issuer!, token.Subject, token.SessionId, token.IssuedAt);

    public void WriteTo(AuthenticationProperties properties)
    {
        properties.Items[Prefix + "scheme"] = Scheme;
        properties.Items[Prefix + "iss"] = Issuer;
        properties.Items[Prefix + "sub"] = Subject;
        if (SessionId is not null)
            properties.Items[Prefix + "sid"] = SessionId;
        properties.Items[Prefix + "iat"] = IssuedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
    }

    /// <returns>Null where somebody was signed in by other means.</returns>
    public static SessionMark? Of(AuthenticationProperties properties)
    {
        return
            Item("scheme") is { } scheme
            && Item("iss") is { } issuer
            && Item("sub") is { } subject
            && long.TryParse(Item("iat"), NumberStyles.None, CultureInfo.InvariantCulture, out var issuedAt)
            ? new SessionMark(scheme, issuer, subject, Item("sid"), DateTimeOffset.FromUnixTimeSeconds(issuedAt))
            : null;

        string? Item(string name) => properties.Items.TryGetValue(Prefix + name, out var value) ? value : null;
    }
}
