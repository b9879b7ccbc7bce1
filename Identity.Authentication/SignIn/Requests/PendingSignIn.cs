using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;

namespace Identity.Authentication.SignIn.Requests;

/// <summary>What must be known again when the browser comes back: it travels sealed, as the state.</summary>
/// <remarks>
/// The state is good in the browser that has the cookie which was set with it, and once, for that cookie goes
/// (RFC 9700 §4.7.1).
/// </remarks>
internal sealed record PendingSignIn(string CodeVerifier, string Nonce, string RedirectUri, DateTimeOffset BeganAt)
{
    private const string Prefix = ".sign_in.";

    /// <summary>The <c>max_age</c> that was asked for; the answer must keep it.</summary>
    public long? MaxAge { get; init; }

    /// <summary>The <c>acr_values</c> that were asked for; the answer must have one.</summary>
    public IReadOnlyList<string> AcrValues { get; init; } = [];

    /// <summary>RFC 7636 §4.2, the only method that there is here.</summary>
    public string CodeChallenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(CodeVerifier)));

    public static PendingSignIn Begin(string redirectUri, DateTimeOffset now) =>
        new(RandomText(), RandomText(), redirectUri, now);

    public void WriteTo(AuthenticationProperties properties)
    {
        properties.Items[Prefix + "verifier"] = CodeVerifier;
        properties.Items[Prefix + "nonce"] = Nonce;
        properties.Items[Prefix + "redirect_uri"] = RedirectUri;
        properties.Items[Prefix + "began"] = BeganAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        if (MaxAge is { } maxAge)
            properties.Items[Prefix + "max_age"] = maxAge.ToString(CultureInfo.InvariantCulture);
        if (AcrValues.Count > 0)
            properties.Items[Prefix + "acr_values"] = string.Join(' ', AcrValues);
    }

    /// <summary>Takes it out again: none of it is to be in the session's cookie.</summary>
    /// <returns>Null where there is none: the state was made for something else.</returns>
    public static PendingSignIn? TakeFrom(AuthenticationProperties properties)
    {
        var (verifier, nonce, redirectUri) = (Take("verifier"), Take("nonce"), Take("redirect_uri"));
        var (maxAge, acrValues) = (Number("max_age"), Take("acr_values"));
        return verifier is not null && nonce is not null && redirectUri is not null && Number("began") is { } began
            ? new PendingSignIn(verifier, nonce, redirectUri, DateTimeOffset.FromUnixTimeSeconds(began))
            {
                MaxAge = maxAge,
                AcrValues = acrValues?.Split(' ') ?? [],
            }
            : null;

        string? Take(string name) => properties.Items.Remove(Prefix + name, out var value) ? value : null;

        long? Number(string name) =>
            long.TryParse(Take(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    // RFC 7636 §4.1: 256 bits of entropy in 43 characters.
    private static string RandomText() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
