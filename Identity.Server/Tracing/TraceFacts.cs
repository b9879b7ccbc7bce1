using System.Collections;
using System.Globalization;
using Identity.Server.Database.Text;

namespace Identity.Server.Tracing;

/// <summary>What a step looked at, by name and in an order that is good to read. Never a secret, and of a token never the whole.</summary>
internal sealed class TraceFacts : IEnumerable<KeyValuePair<string, string>>
{
    private const int Longest = 500;
    private const int MostOfAList = 20;

    private readonly List<KeyValuePair<string, string>> _facts = [];

    /// <summary>Adds what is known; what is not leaves no trace.</summary>
    public TraceFacts Add(string name, string? value)
    {
        if (value is not null)
            _facts.Add(new(name, Excerpt.Of(value, Longest)));
        return this;
    }

    public TraceFacts Add(string name, bool value) => Add(name, value ? "yes" : "no");

    public TraceFacts Add(string name, Guid? value) => Add(name, value?.ToString());

    /// <summary>A time as the API writes it.</summary>
    public TraceFacts Add(string name, DateTimeOffset? value) =>
        Add(name, value?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    public TraceFacts Add(string name, IEnumerable<string> values)
    {
        var all = values.ToList();
        if (all.Count == 0)
            return this;
        var shown = string.Join(' ', all.Take(MostOfAList));
        return Add(name, all.Count > MostOfAList ? $"{shown} and {all.Count - MostOfAList} more" : shown);
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _facts.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
