using Microsoft.AspNetCore.Http;

namespace Identity.Authentication.AccessTokens;

/// <summary>What a valid token lacked for what was asked of it, so that the answer can say it.</summary>
internal sealed class Shortfall
{
    public List<string> Scopes { get; } = [];

    /// <summary>How long ago the sign-in may be, where it was too long ago.</summary>
    public TimeSpan? MaxAge { get; set; }

    /// <summary>The ways of signing in that would do, where it was none of them.</summary>
    public IReadOnlyList<string> AcrValues { get; set; } = [];

    public bool IsAboutSignIn => MaxAge is not null || AcrValues.Count > 0;

    public static Shortfall Of(HttpContext http)
    {
        if (http.Features.Get<Shortfall>() is { } known)
            return known;
        var shortfall = new Shortfall();
        http.Features.Set(shortfall);
        return shortfall;
    }
}
