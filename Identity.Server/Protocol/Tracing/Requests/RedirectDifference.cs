using System.Globalization;
using Identity.Server.Database.Text;

namespace Identity.Server.Protocol.Tracing.Requests;

/// <summary>Finds the registered redirect URI that was probably meant, and says in words what is different about the given one.</summary>
internal static class RedirectDifference
{
    // Comparing costs the product of the lengths.
    private const int LongestCompared = 300;

    /// <returns>The registered address with the fewest letters to change; null where there is none that can be compared.</returns>
    public static string? NearestOf(string given, IEnumerable<string> registered) =>
        given.Length > LongestCompared
            ? null
            : registered.Where(one => one.Length <= LongestCompared).MinBy(one => EditDistance.Between(one, given));

    public static string Between(string given, string registered)
    {
        if (!Uri.TryCreate(given, UriKind.Absolute, out var asked))
            return "It is no absolute address.";
        if (!Uri.TryCreate(registered, UriKind.Absolute, out var known))
            return "It is another address.";

        var parts = new List<string>();
        Compare(parts, "scheme", asked.Scheme, known.Scheme);
        Compare(parts, "host", asked.Host, known.Host);
        Compare(parts, "port", PortOf(asked), PortOf(known));
        if (
            asked.AbsolutePath.TrimEnd('/') == known.AbsolutePath.TrimEnd('/')
            && asked.AbsolutePath != known.AbsolutePath
        )
        {
            parts.Add(
                given.Length > registered.Length ? "there is a slash at its end" : "the slash at its end is missing"
            );
        }
        else if (string.Equals(asked.AbsolutePath, known.AbsolutePath, StringComparison.OrdinalIgnoreCase))
        {
            Compare(parts, "case of the path", asked.AbsolutePath, known.AbsolutePath);
        }
        else
        {
            Compare(parts, "path", asked.AbsolutePath, known.AbsolutePath);
        }
        Compare(parts, "query", asked.Query, known.Query);
        if (asked.Fragment.Length > 0)
            parts.Add("it has a fragment, which no redirect URI may have");
        return parts is []
            ? $"It is written differently from character {FirstDifference(given, registered)} on."
            : $"Compared with the nearest registered one: {string.Join("; ", parts)}.";
    }

    private static void Compare(List<string> parts, string what, string given, string registered)
    {
        if (given != registered)
            parts.Add($"the {what} is {Show(given)} and not {Show(registered)}");
    }

    private static string Show(string text) => text.Length == 0 ? "none" : $"'{text}'";

    private static string PortOf(Uri uri) => uri.Port.ToString(CultureInfo.InvariantCulture);

    private static int FirstDifference(string one, string other) =>
        one.Zip(other).TakeWhile(pair => pair.First == pair.Second).Count() + 1;
}
