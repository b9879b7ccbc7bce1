using System.Globalization;

namespace Identity.Server.Pages.Forms;

/// <summary>Shows an address so that its owner knows it, and whoever looks over their shoulder does not.</summary>
internal static class MaskedEmail
{
    /// <returns>Such as `a•••@example.com`.</returns>
    public static string Of(string address)
    {
        var at = address.LastIndexOf('@');
        return at < 1 ? "•••" : $"{StringInfo.GetNextTextElement(address)}•••{address[at..]}";
    }
}
