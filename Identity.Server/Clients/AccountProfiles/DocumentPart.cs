using System.Globalization;
using System.Text.Json;

namespace Identity.Server.Clients.AccountProfiles;

/// <summary>One object of a document that a person wrote, read strictly: each mistake is one sentence that says where and what.</summary>
internal sealed class DocumentPart
{
    private readonly JsonElement _json;
    private readonly string _at;
    private readonly List<string> _problems;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <param name="json">The object.</param>
    /// <param name="at">Where it is in the document; empty for the document itself.</param>
    /// <param name="problems">Where sentences go.</param>
    public DocumentPart(JsonElement json, string at, List<string> problems)
    {
        (_json, _at, _problems) = (json, at, problems);
        if (json.ValueKind != JsonValueKind.Object)
            Problem($"{(at.Length == 0 ? "The document" : at)} must be an object.");
    }

    public void Problem(string sentence) => _problems.Add(sentence);

    public string At(string name) => _at.Length == 0 ? name : $"{_at}.{name}";

    public bool Has(string name) => Find(name) is not null;

    public string? Text(string name)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.String && TextOf(value) is { } text)
            return text;
        Problem($"{At(name)} must be a text.");
        return null;
    }

    /// <returns>The text; empty, with a sentence, where it is missing.</returns>
    public string RequiredText(string name)
    {
        if (Text(name) is { Length: > 0 } text)
            return text;
        if (Find(name) is null or { ValueKind: JsonValueKind.String })
            Problem($"{At(name)} is missing.");
        return "";
    }

    public bool Flag(string name, bool otherwise)
    {
        switch (Find(name)?.ValueKind)
        {
            case null:
                return otherwise;
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            default:
                Problem($"{At(name)} must be true or false.");
                return otherwise;
        }
    }

    public int Whole(string name, int otherwise, int from, int to)
    {
        if (Find(name) is not { } value)
            return otherwise;
        if (
            value.ValueKind == JsonValueKind.Number
            && value.TryGetInt32(out var number)
            && number >= from
            && number <= to
        )
        {
            return number;
        }
        Problem($"{At(name)} must be a whole number from {from} to {to}.");
        return otherwise;
    }

    public TimeSpan? Duration(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var time) && time > TimeSpan.Zero)
            return time;
        Problem($"{At(name)} must be a duration as [d.]hh:mm:ss.");
        return null;
    }

    /// <summary>A word out of a closed list.</summary>
    public T? Word<T>(string name, IReadOnlyDictionary<string, T> words)
        where T : struct
    {
        if (Text(name) is not { } text)
            return null;
        if (words.TryGetValue(text, out var meaning))
            return meaning;
        Problem($"{At(name)} cannot be '{text}'; did you mean '{NearestName.Of(text, words.Keys)}'?");
        return null;
    }

    /// <summary>Texts, as an array or separated by commas in one text.</summary>
    public string[] Texts(string name)
    {
        switch (Find(name))
        {
            case null:
                return [];
            case { ValueKind: JsonValueKind.String } one when TextOf(one) is { } text:
                return text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            case { ValueKind: JsonValueKind.Array } array
                when array.EnumerateArray().Select(TextOf).ToArray() is var texts && !texts.Contains(null):
                return texts!;
            default:
                Problem($"{At(name)} must be an array of texts, or texts separated by commas.");
                return [];
        }
    }

    public DocumentPart? Part(string name) =>
        Find(name) is { } value ? new DocumentPart(value, At(name), _problems) : null;

    /// <summary>The objects of an array.</summary>
    public IReadOnlyList<DocumentPart> Parts(string name)
    {
        switch (Find(name))
        {
            case null:
                return [];
            case { ValueKind: JsonValueKind.Array } array:
                return
                [
                    .. array
                        .EnumerateArray()
                        .Select((item, at) => new DocumentPart(item, $"{At(name)}[{at}]", _problems)),
                ];
            default:
                Problem($"{At(name)} must be an array.");
                return [];
        }
    }

    /// <summary>A text, a number, true, false or null, as JSON.</summary>
    public string? Constant(string name)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            return value.GetRawText();
        Problem($"{At(name)} must be a text, a number, true, false or null.");
        return null;
    }

    /// <summary>Names what nobody has asked for: called when everything has been.</summary>
    public void Finish()
    {
        if (_json.ValueKind != JsonValueKind.Object)
            return;
        foreach (var member in _json.EnumerateObject().Where(member => !_known.Contains(member.Name)))
            Problem($"{At(member.Name)} is not known; did you mean {NearestName.Of(member.Name, _known)}?");
    }

    private JsonElement? Find(string name)
    {
        _known.Add(name);
        return _json.ValueKind == JsonValueKind.Object && _json.TryGetProperty(name, out var value) ? value : null;
    }

    // A document comes from a file or from the database: neither may hold what the other cannot.
    private static string? TextOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { } text && !text.Any(char.IsControl)
            ? text
            : null;
}
