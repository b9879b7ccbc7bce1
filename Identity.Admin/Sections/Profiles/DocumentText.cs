using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Identity.Admin.Sections.Profiles;

/// <summary>A document as it is typed: whether it is one, and on which line each of its places is.</summary>
public sealed class DocumentText
{
    // Long before anything that a person writes, and what the server takes.
    private const int Deepest = 64;

    private static readonly JsonSerializerOptions Spread = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);

    private DocumentText(JsonObject? document, int faultLine, string? fault) =>
        (Document, FaultLine, Fault) = (document, faultLine, fault);

    /// <summary>Null where the text is no JSON object.</summary>
    public JsonObject? Document { get; }

    /// <summary>What is wrong with the text, and where; null where it is a document.</summary>
    public string? Fault { get; }

    public int FaultLine { get; }

    public static string Write(JsonNode document) => document.ToJsonString(Spread);

    public static DocumentText Read(string text)
    {
        try
        {
            if (JsonNode.Parse(text) is not JsonObject document)
                return new DocumentText(null, 1, "It must be an object: { … }.");
            // A member that stands there twice is found when the first one is asked for.
            _ = document.Count;
            var read = new DocumentText(document, 0, null);
            read.Find(Encoding.UTF8.GetBytes(text));
            return read;
        }
        catch (JsonException e)
        {
            return new DocumentText(null, (int)(e.LineNumber ?? 0) + 1, "It is not JSON here.");
        }
        catch (ArgumentException)
        {
            return new DocumentText(null, 1, "A member stands there twice.");
        }
    }

    /// <summary>The line of a place such as <c>routes[2].path</c>; of what is around it, where it is not there.</summary>
    public int LineOf(string place)
    {
        for (var around = place; around.Length > 0; around = Around(around))
        {
            if (_lines.TryGetValue(around, out var line))
                return line;
        }
        return 1;
    }

    private static string Around(string place) => place[..Math.Max(0, place.LastIndexOfAny(['.', '[']))];

    private void Find(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = Deepest });
        var places = new Stack<Place>();
        var (line, at) = (1, 0);
        while (reader.Read())
        {
            line += text[at..(int)reader.TokenStartIndex].Count((byte)'\n');
            at = (int)reader.TokenStartIndex;
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                places.Pop();
                continue;
            }
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                places.Peek().Member = reader.GetString()!;
                _lines.TryAdd(places.Peek().Path, line);
                continue;
            }
            var path = places.TryPeek(out var around) ? around.Next() : "";
            if (around is { IsArray: true })
                _lines.TryAdd(path, line);
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                places.Push(new Place(path, reader.TokenType == JsonTokenType.StartArray));
        }
    }

    /// <summary>An object or a list that is being read, and how far it has been.</summary>
    private sealed class Place(string path, bool isArray)
    {
        private int _count = -1;

        public bool IsArray => isArray;

        public string Member { get; set; } = "";

        public string Path =>
            isArray ? $"{path}[{_count}]"
            : path.Length == 0 ? Member
            : $"{path}.{Member}";

        public string Next()
        {
            _count++;
            return Path;
        }
    }
}
