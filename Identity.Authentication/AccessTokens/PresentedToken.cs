using Microsoft.AspNetCore.Http;

namespace Identity.Authentication.AccessTokens;

/// <summary>What a request brought in its Authorization header.</summary>
/// <remarks>RFC 6750 §2.1; RFC 9449 §7.1. A token in a URL or a form is not looked for: it ends up in logs.</remarks>
internal abstract record PresentedToken
{
    public const string Bearer = "Bearer";
    public const string Dpop = "DPoP";

    private PresentedToken() { }

    /// <summary>Nothing that is for us.</summary>
    public sealed record Nothing : PresentedToken;

    /// <param name="Reason">For the log.</param>
    public sealed record Malformed(string Reason) : PresentedToken;

    public sealed record Token(string Value, bool IsDpop) : PresentedToken
    {
        /// <summary>Says nothing of the token.</summary>
        public override string ToString() => IsDpop ? Dpop : Bearer;
    }

    public static PresentedToken Read(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var header = request.Headers.Authorization;
        if (header.Count == 0)
            return new Nothing();
        if (header.Count > 1)
            return new Malformed("There is more than one Authorization header.");

        var value = header.ToString();
        var space = value.IndexOf(' ', StringComparison.Ordinal);
        var scheme = space < 0 ? value : value[..space];
        var isDpop = scheme.Equals(Dpop, StringComparison.OrdinalIgnoreCase);
        if (!isDpop && !scheme.Equals(Bearer, StringComparison.OrdinalIgnoreCase))
            return new Nothing();

        var token = space < 0 ? "" : value[(space + 1)..].Trim(' ');
        return IsToken68(token)
            ? new Token(token, isDpop)
            : new Malformed("What follows the scheme is no token (RFC 6750 §2.1, b64token).");
    }

    // RFC 6750 §2.1: b64token = 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
    private static bool IsToken68(string token)
    {
        var body = token.AsSpan().TrimEnd('=');
        foreach (var letter in body)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '.' or '_' or '~' or '+' or '/'))
                return false;
        }
        return body.Length > 0;
    }
}
