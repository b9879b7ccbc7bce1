using Identity.Admin.Management.Wire;
using Microsoft.AspNetCore.WebUtilities;

namespace Identity.Admin.Blocks.Lists;

/// <summary>What a list shows, as it stands in the address: it can be kept, sent to somebody, and gone back to.</summary>
/// <param name="Filters">By name, the search among them; empty ones are left out.</param>
/// <param name="Sort">A member, with a minus in front for the other direction; null is the list's usual order.</param>
public sealed record ListState(IReadOnlyDictionary<string, string> Filters, string? Sort)
{
    public const string SearchName = "search";
    private const string SortName = "sort";

    public string Search => this[SearchName];

    public bool IsFiltered => Filters.Count > 0;

    public string this[string filter] => Filters.GetValueOrDefault(filter, "");

    public static ListState Read(string uri, IReadOnlyCollection<string> filters)
    {
        var query = QueryHelpers.ParseQuery(new Uri(uri).Query);
        var kept = query
            .Where(pair => pair.Key == SearchName || filters.Contains(pair.Key))
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToString()))
            .Where(pair => pair.Value.Length > 0)
            .ToDictionary(StringComparer.Ordinal);
        return new ListState(kept, query.TryGetValue(SortName, out var sort) ? sort.ToString() : null);
    }

    public ListState With(string filter, string? value)
    {
        var filters = Filters.ToDictionary(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(value))
            filters.Remove(filter);
        else
            filters[filter] = value.Trim();
        return this with { Filters = filters };
    }

    /// <summary>Sorted by a column; by the same one again, the other way round.</summary>
    public ListState SortedBy(string member, string? usual) =>
        this with
        {
            Sort = (Sort ?? usual) == member ? $"-{member}" : member,
        };

    public ListState Unfiltered() => this with { Filters = new Dictionary<string, string>(StringComparer.Ordinal) };

    public ListQuery Query(string? usual, string? cursor, int limit = ListQuery.UsualLimit) =>
        new(Filters, Sort ?? usual, cursor, limit);

    /// <summary>The address of this state, on the same page.</summary>
    public string On(string uri)
    {
        var path = new Uri(uri).AbsolutePath;
        var pairs = Filters
            .OrderBy(filter => filter.Key, StringComparer.Ordinal)
            .Select(filter => (filter.Key, filter.Value));
        if (Sort is not null)
            pairs = pairs.Append((SortName, Sort));
        var query = string.Join('&', pairs.Select(pair => $"{pair.Item1}={Uri.EscapeDataString(pair.Item2)}"));
        return query.Length == 0 ? path : $"{path}?{query}";
    }

    public bool IsAs(ListState? other) =>
        other is not null
        && Sort == other.Sort
        && Filters.Count == other.Filters.Count
        && Filters.All(filter => other[filter.Key] == filter.Value);
}
