namespace Identity.Server.Clients.AccountProfiles;

/// <summary>Guesses what a misspelt name was meant to be: a typing error costs a line, not an evening.</summary>
internal static class NearestName
{
    /// <returns>The known name with the fewest letters to change, whatever their case.</returns>
    public static string Of(string name, IEnumerable<string> known) =>
        known.MinBy(one => Distance(one.ToUpperInvariant(), name.ToUpperInvariant()))!;

    // Levenshtein's distance, one row at a time.
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var substituted = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
