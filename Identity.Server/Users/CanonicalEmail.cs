using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Identity;

namespace Identity.Server.Users;

/// <summary>The one form of an e-mail address under which an account is found: two spellings of one mailbox are one account.</summary>
/// <remarks>
/// Lower case, Unicode NFKC, the domain in ASCII (RFC 5890 §2.3.2.1). Letters always go to the address as it was
/// registered, so that a look-alike can at worst be refused as taken and never receive another's mail.
/// </remarks>
internal sealed class CanonicalEmail : ILookupNormalizer
{
    /// <summary>RFC 5321 §4.5.3.1.3 allows a path of 256 with its brackets.</summary>
    public const int LongestAddress = 254;
    private const int LongestLocalPart = 64;
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <returns>The canonical form, or null where the text is no e-mail address we accept.</returns>
    public static string? Of(string address)
    {
        if (address.Length is 0 or > LongestAddress)
            return null;
        var at = address.LastIndexOf('@');
        if (at is < 1 or > LongestLocalPart || at == address.Length - 1)
            return null;

        var local = Fold(address[..at]);
        var domain = DomainOf(address[(at + 1)..]);
        if (
            local is null or { Length: > LongestLocalPart }
            || domain is null
            || !local.EnumerateRunes().All(IsLocalCharacter)
        )
        {
            return null;
        }

        if (local[0] == '.' || local[^1] == '.' || local.Contains("..", StringComparison.Ordinal))
            return null;

        var canonical = $"{local}@{domain}";
        return canonical.Length <= LongestAddress ? canonical : null;
    }

    public string? NormalizeEmail(string? email) => email is null ? null : Of(email);

    public string? NormalizeName(string? name) => NormalizeEmail(name);

    private static string? DomainOf(string domain)
    {
        try
        {
            // Quoted local parts and address literals are no mailbox of a person.
            var ascii = Idn.GetAscii(domain).ToLowerInvariant();
            return Uri.CheckHostName(ascii) == UriHostNameType.Dns && ascii[^1] != '.' ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string? Fold(string text)
    {
        try
        {
            // Twice, for a small letter may have a composed form that its capital lacks: J and a caron.
            return text.Normalize(NormalizationForm.FormKC).ToLowerInvariant().Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException) // an unpaired surrogate
        {
            return null;
        }
    }

    // RFC 5322 §3.2.3 atext with dots; RFC 6531 §3.3 adds what is not ASCII.
    private static bool IsLocalCharacter(Rune rune) =>
        rune.IsAscii
            ? Rune.IsLetterOrDigit(rune) || "!#$%&'*+-/=?^_`{|}~.".Contains((char)rune.Value, StringComparison.Ordinal)
            : !Rune.IsWhiteSpace(rune)
                && !Rune.IsControl(rune)
                && Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format;
}
