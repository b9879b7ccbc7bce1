namespace Identity.Server.Database.Text;

/// <summary>How many letters have to be changed, put in or left out to make one text of another: Levenshtein's distance.</summary>
internal static class EditDistance
{
    /// <remarks>Its time is the product of the lengths: both are for the caller to bound.</remarks>
    public static int Between(string one, string other)
    {
        // One row of the table at a time.
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
