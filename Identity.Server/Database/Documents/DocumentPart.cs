using System.Globalization;
using System.Text.Json;

namespace Identity.Server.Database.Documents;

/// <summary>One object of a document that a person wrote, read strictly: each mistake is one sentence that says where and what.</summary>
internal sealed class DocumentPart
{
    private readonly JsonElement _json;
    private readonly string _at;
    private readonly List<DocumentProblem> _problems;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <param name="json">The object.</param>
    /// <param name="at">Where it is in the document; empty for the document itself.</param>
    /// <param name="problems">Where sentences go.</param>
    public DocumentPart(JsonElement json, string at, List<DocumentProblem> problems)
    {
        (_json, _at, _problems) = (json, at, problems);
        if (json.ValueKind != JsonValueKind.Object)
            Problem($"{(at.Length == 0 ? "The document" : at)} must be an object.");
    }

    /// <summary>Whether a member that is null is as good as none.</summary>
    public bool IsNullNothing { get; init; }

    /// <summary>Where it is in the document; empty for the document itself.</summary>
    public string Place => _at;

    /// <summary>The object as it is.</summary>
    public JsonElement Json => _json;

    /// <summary>How many mistakes have been found so far, here and elsewhere in the document.</summary>
    public int Problems => _problems.Count;

    public void Problem(string sentence) => _problems.Add(new DocumentProblem(_at, sentence));

    /// <param name="name">The member that it is about.</param>
    /// <param name="sentence">What is wrong.</param>
    public void Problem(string name, string sentence) => _problems.Add(new DocumentProblem(At(name), sentence));

    public string At(string name) => _at.Length == 0 ? name : $"{_at}.{name}";

    /// <summary>A member as it is; null where there is none.</summary>
    public JsonElement? Element(string name) => Find(name);

    public bool Has(string name) => Find(name) is not null;

    public string? Text(string name)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.String && TextOf(value) is { } text)
            return text;
        Problem(name, $"{At(name)} must be a text.");
        return null;
    }

    /// <returns>The text; empty, with a sentence, where it is missing.</returns>
    public string RequiredText(string name)
    {
        if (Text(name) is { Length: > 0 } text)
            return text;
        if (Find(name) is null or { ValueKind: JsonValueKind.String })
            Problem(name, $"{At(name)} is missing.");
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
                Problem(name, $"{At(name)} must be true or false.");
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
        Problem(name, $"{At(name)} must be a whole number from {from} to {to}.");
        return otherwise;
    }

    /// <summary>A whole number of seconds.</summary>
    public TimeSpan? Seconds(string name)
    {
        if (Find(name) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0)
            return TimeSpan.FromSeconds(number);
        Problem(name, $"{At(name)} must be a whole number of seconds.");
        return null;
    }

    public TimeSpan? Duration(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var time) && time > TimeSpan.Zero)
            return time;
        Problem(name, $"{At(name)} must be a duration as [d.]hh:mm:ss.");
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
        Problem(name, $"{At(name)} cannot be '{text}'; did you mean '{NearestName.Of(text, words.Keys)}'?");
        return null;
    }

    /// <summary>Texts, as an array and nothing else.</summary>
    public string[] List(string name)
    {
        switch (Find(name))
        {
            case null:
                return [];
            case { ValueKind: JsonValueKind.Array } array
                when array.EnumerateArray().Select(TextOf).ToArray() is var texts && !texts.Contains(null):
                return texts!;
            default:
                Problem(name, $"{At(name)} must be a list of texts.");
                return [];
        }
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
                Problem(name, $"{At(name)} must be an array of texts, or texts separated by commas.");
                return [];
        }
    }

    public DocumentPart? Part(string name) => Find(name) is { } value ? Within(value, At(name)) : null;

    /// <summary>The objects of an array.</summary>
    public IReadOnlyList<DocumentPart> Parts(string name)
    {
        switch (Find(name))
        {
            case null:
                return [];
            case { ValueKind: JsonValueKind.Array } array:
                return [.. array.EnumerateArray().Select((item, at) => Within(item, $"{At(name)}[{at}]"))];
            default:
                Problem(name, $"{At(name)} must be an array.");
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
        Problem(name, $"{At(name)} must be a text, a number, true, false or null.");
        return null;
    }

    /// <summary>Names what nobody has asked for: called when everything has been.</summary>
    public void Finish()
    {
        if (_json.ValueKind != JsonValueKind.Object)
            return;
        foreach (var member in _json.EnumerateObject().Where(member => !_known.Contains(member.Name)))
        {
            Problem(
                member.Name,
                $"{At(member.Name)} is not known; did you mean {NearestName.Of(member.Name, _known)}?"
            );
        }
    }

    private DocumentPart Within(JsonElement json, string at) =>
        new(json, at, _problems) { IsNullNothing = IsNullNothing };

    private JsonElement? Find(string name)
    {
        _known.Add(name);
        return
            _json.ValueKind == JsonValueKind.Object
            && _json.TryGetProperty(name, out var value)
            && !(IsNullNothing && value.ValueKind == JsonValueKind.Null)
            ? value
            : null;
    }

    // A document comes from a file or from the database: neither may hold what the other cannot.
    private static string? TextOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { } text && !text.Any(char.IsControl)
            ? text
            : null;
}
