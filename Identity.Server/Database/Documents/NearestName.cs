using Identity.Server.Database.Text;

namespace Identity.Server.Database.Documents;

/// <summary>Guesses what a misspelt name was meant to be: a typing error costs a line, not an evening.</summary>
internal static class NearestName
{
    /// <returns>The known name with the fewest letters to change, whatever their case.</returns>
    public static string Of(string name, IEnumerable<string> known) =>
        known.MinBy(one => EditDistance.Between(one.ToUpperInvariant(), name.ToUpperInvariant()))!;
}
