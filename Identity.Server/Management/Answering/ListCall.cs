using System.Globalization;
using System.Text.Json;
using Identity.Server.Database.Lists;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;

namespace Identity.Server.Management.Answering;

/// <summary>A call for a page of a list: how many, in which order, after which place, and narrowed by what.</summary>
internal sealed class ListCall
{
    public const string LimitParameter = "limit";
    public const string CursorParameter = "cursor";
    public const string SortParameter = "sort";
    public const int UsualLimit = 50;
    public const int MostLimit = 200;

    private readonly byte[]? _place;
    private readonly string _list;

    private ListCall(Call call, int limit, string sort, byte[]? place, string list)
    {
        (Call, Limit, _place, _list) = (call, limit, place, list);
        (Sort, IsDescending) = sort.StartsWith('-') ? (sort[1..], true) : (sort, false);
    }

    public Call Call { get; }

    public int Limit { get; }

    /// <summary>How many rows to ask for: one more than are shown tells whether there is a next page.</summary>
    public int Take => Limit + 1;

    /// <summary>One of the declared sorts; empty for a list with one order.</summary>
    public string Sort { get; }

    public bool IsDescending { get; }

    public static (ListCall? List, Problem? Problem) Read(Call call, Listing listing)
    {
        var wrong = new Invalid();
        foreach (var filter in listing.Filters)
            wrong.Add(filter.Name, call.Query.TryGetValue(filter.Name, out var value) ? filter.ProblemOf(value) : null);

        var limit = UsualLimit;
        if (
            call.Query.TryGetValue(LimitParameter, out var asked)
            && (
                !int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out limit)
                || limit is < 1 or > MostLimit
            )
        )
        {
            wrong.Add(LimitParameter, $"'{LimitParameter}' must be a number from 1 to {MostLimit}.");
        }

        var sort = call.Query.GetValueOrDefault(SortParameter) ?? (listing.Sorts is [var first, ..] ? first : "");
        if (
            sort.Length > 0 && !listing.Sorts.Contains(sort.TrimStart('-'), StringComparer.Ordinal)
            || sort.StartsWith("--", StringComparison.Ordinal)
        )
        {
            var sorts = string.Join(", ", listing.Sorts);
            wrong.Add(SortParameter, $"'{SortParameter}' must be one of: {sorts}; or one with a - before it.");
        }

        var list = ListOf(call, listing, sort);
        byte[]? place = null;
        if (
            call.Query.TryGetValue(CursorParameter, out var cursor) && (place = call.Cursors.Read(cursor, list)) is null
        )
        {
            wrong.Add(CursorParameter, $"'{CursorParameter}' is not of this list in this order with these filters.");
        }
        return wrong.IsEmpty ? (new ListCall(call, limit, sort, place, list), null) : (null, wrong.ToProblem());
    }

    public string? Text(string filter) => Call.Query.GetValueOrDefault(filter);

    public Guid? Id(string filter) => Text(filter) is { } text ? Guid.ParseExact(text, "D") : null;

    public bool? Flag(string filter) => Text(filter) is { } text ? text == "true" : null;

    public DateTimeOffset? Time(string filter) => Text(filter) is { } text ? Filter.TimeOf(text) : null;

    public int? Number(string filter) =>
        Text(filter) is { } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    /// <summary>Where the page before ended, as it was given to <see cref="Page"/>; null for the first page.</summary>
    public TPlace? After<TPlace>()
        where TPlace : class =>
        _place is null ? null : JsonSerializer.Deserialize<TPlace>(_place, ManagementJson.Options);

    /// <summary>Makes a page of rows that were asked for with <see cref="Take"/>.</summary>
    /// <param name="placeOf">By which the list goes on after a row: what it was sorted by, and its key.</param>
    public Page<TItem> Page<TRow, TPlace, TItem>(Listed<TRow> found, Func<TRow, TPlace> placeOf, Func<TRow, TItem> show)
    {
        var shown = found.Items.Take(Limit).ToList();
        var next = found.Items.Count > Limit ? Call.Cursors.Write(placeOf(shown[^1]), _list) : null;
        return new Page<TItem>([.. shown.Select(show)], next, found.Total.Value, found.Total.IsCapped);
    }

    /// <summary>Makes a page of a list that is in memory whole, in the order of a key that no two have.</summary>
    public Page<TItem> PageOfAll<TRow, TItem>(IEnumerable<TRow> all, Func<TRow, string> keyOf, Func<TRow, TItem> show)
    {
        var sorted = all.OrderBy(keyOf, StringComparer.Ordinal).ToList();
        if (IsDescending)
            sorted.Reverse();
        var total = new CappedCount(sorted.Count);
        if (After<PlaceInMemory>() is { } place)
        {
            sorted.RemoveAll(row =>
                IsDescending
                    ? string.CompareOrdinal(keyOf(row), place.Key) >= 0
                    : string.CompareOrdinal(keyOf(row), place.Key) <= 0
            );
        }
        return Page(new Listed<TRow>([.. sorted.Take(Take)], total), row => new PlaceInMemory(keyOf(row)), show);
    }

    // Everything that decides what is in the list, and in which order.
    private static string ListOf(Call call, Listing listing, string sort)
    {
        var filters = listing
            .Filters.Where(filter => call.Query.ContainsKey(filter.Name))
            .OrderBy(filter => filter.Name, StringComparer.Ordinal)
            .Select(filter => $"{filter.Name}={Uri.EscapeDataString(call.Query[filter.Name])}");
        return $"{call.Path}?{string.Join('&', filters)}&{SortParameter}={sort}";
    }

    private sealed record PlaceInMemory(string Key);
}
