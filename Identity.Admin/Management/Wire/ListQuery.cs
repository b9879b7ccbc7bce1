using System.Globalization;

namespace Identity.Admin.Management.Wire;

/// <summary>Which page of a list is asked for.</summary>
/// <param name="Filters">By the names of the API's parameters; empty ones are left out.</param>
/// <param name="Sort">A member's name, with a minus in front for the other direction.</param>
public sealed record ListQuery(
    IReadOnlyDictionary<string, string> Filters,
    string? Sort = null,
    string? Cursor = null,
    int Limit = ListQuery.UsualLimit
)
{
    public const int UsualLimit = 50;

    public const int MostAtOnce = 200;

    public static ListQuery All { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal));

    public static ListQuery Of(string filter, string value) =>
        new(new Dictionary<string, string>(StringComparer.Ordinal) { [filter] = value });

    /// <summary>The same, narrowed once more.</summary>
    public ListQuery And(string filter, string value) =>
        this with
        {
            Filters = new Dictionary<string, string>(Filters, StringComparer.Ordinal) { [filter] = value },
        };

    /// <summary>As it stands in an address, with the question mark.</summary>
    public override string ToString()
    {
        List<KeyValuePair<string, string>> pairs = [.. Filters.Where(filter => filter.Value.Length > 0)];
        if (Sort is not null)
            pairs.Add(new("sort", Sort));
        if (Cursor is not null)
            pairs.Add(new("cursor", Cursor));
        if (Limit != UsualLimit)
            pairs.Add(new("limit", Limit.ToString(CultureInfo.InvariantCulture)));
        return pairs.Count == 0
            ? ""
            : "?"
                + string.Join(
                    '&',
                    pairs.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}")
                );
    }
}
