using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Identity.Jose.Wire;

/// <summary>Reads a JSON object of an unknown sender so that every later read of it succeeds and means one thing.</summary>
/// <remarks>RFC 8259 §8 for the text; RFC 7515 §4 and RFC 7519 §4: a member name given twice is refused.</remarks>
public static class StrictJson
{
    public const int MaximumDepth = 16;

    private static readonly JsonDocumentOptions Options = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = MaximumDepth,
    };

    public static bool TryParseObject(ReadOnlySpan<byte> utf8, out JsonElement json)
    {
        json = default;

        // The parser leaves strings undecoded, and GetString throws on what cannot be decoded: refuse that here, once.
        if (!Utf8.IsValid(utf8) || HasLoneSurrogate(utf8))
            return false;

        try
        {
            json = JsonElement.Parse(utf8, Options);
            return json.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads a member that is a string or absent; anything else under its name refuses the document.</summary>
    public static bool TryReadString(JsonElement json, string name, out string? value)
    {
        value = null;
        if (!json.TryGetProperty(name, out var member))
            return true;
        if (member.ValueKind != JsonValueKind.String)
            return false;
        value = member.GetString();
        return true;
    }

    /// <summary>Finds an escaped half of a surrogate pair; a backslash has no place in JSON outside a string.</summary>
    private static bool HasLoneSurrogate(ReadOnlySpan<byte> utf8)
    {
        for (var at = utf8.IndexOf((byte)'\\'); at >= 0 && at < utf8.Length; )
        {
            var (length, unit) = Escape(utf8[at..]);
            if (char.IsLowSurrogate(unit))
                return true;
            if (char.IsHighSurrogate(unit))
            {
                if (!char.IsLowSurrogate(Escape(utf8[(at + length)..]).Unit))
                    return true;
                length *= 2;
            }

            at += length;
            if (at >= utf8.Length)
                return false;
            var next = utf8[at..].IndexOf((byte)'\\');
            at = next < 0 ? -1 : at + next;
        }
        return false;
    }

    /// <summary>Reads <c>\uXXXX</c>; any other escape, or none, counts as a unit that is no surrogate.</summary>
    private static (int Length, char Unit) Escape(ReadOnlySpan<byte> text)
    {
        if (text.Length < 6 || text[0] != '\\' || text[1] != 'u')
            return (2, '\0');
        return Utf8Parser.TryParse(text.Slice(2, 4), out ushort unit, out var read, 'x') && read == 4
            ? (6, (char)unit)
            : (2, '\0');
    }
}
