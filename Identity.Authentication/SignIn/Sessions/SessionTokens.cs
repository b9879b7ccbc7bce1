using System.Globalization;
using Identity.Authentication.Dpop;
using Identity.Authentication.SignIn.Answers;
using Microsoft.AspNetCore.Authentication;

namespace Identity.Authentication.SignIn.Sessions;

/// <summary>The tokens of a session, where <c>HttpContext.GetTokenAsync</c> finds them.</summary>
internal static class SessionTokens
{
    public const string AccessToken = "access_token";
    public const string RefreshToken = "refresh_token";
    public const string IdToken = "id_token";
    public const string TokenType = "token_type";

    private const string RefreshAt = ".session.refresh_at";
    private const string Key = ".session.dpop_key";

    /// <summary>Keeps new tokens; what the provider does not give anew stays (RFC 6749 §6).</summary>
    public static void Keep(
        AuthenticationProperties properties,
        TokenAnswer tokens,
        TimeSpan refreshAhead,
        DateTimeOffset now
    )
    {
        Dictionary<string, string?> kept = new(StringComparer.Ordinal)
        {
            [AccessToken] = tokens.AccessToken,
            [TokenType] = tokens.TokenType,
            [RefreshToken] = tokens.RefreshToken ?? properties.GetTokenValue(RefreshToken),
            [IdToken] = tokens.IdToken ?? properties.GetTokenValue(IdToken),
            ["expires_at"] = tokens.Life is { } life ? Text(now + life) : null,
        };
        properties.StoreTokens(
            from token in kept
            where token.Value is not null
            select new AuthenticationToken { Name = token.Key, Value = token.Value! }
        );

        // A token that lives shorter than we are ahead would be refreshed at each request: half its life is early enough.
        if (tokens.Life is { } whole)
            properties.Items[RefreshAt] = Text(now + (whole > refreshAhead * 2 ? whole - refreshAhead : whole / 2));
        else
            properties.Items.Remove(RefreshAt);
    }

    public static void Keep(AuthenticationProperties properties, DpopKey key) =>
        properties.Items[Key] = Convert.ToBase64String(key.Export());

    /// <summary>The key that the tokens are bound to; null where they are bound to none.</summary>
    public static DpopKey? KeyOf(AuthenticationProperties properties) =>
        properties.Items.TryGetValue(Key, out var kept) && kept is not null
            ? DpopKey.Import(Convert.FromBase64String(kept))
            : null;

    public static bool AreDue(AuthenticationProperties properties, DateTimeOffset now) =>
        properties.Items.TryGetValue(RefreshAt, out var text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var refreshAt)
        && now >= refreshAt;

    private static string Text(DateTimeOffset time) => time.ToString("o", CultureInfo.InvariantCulture);
}
