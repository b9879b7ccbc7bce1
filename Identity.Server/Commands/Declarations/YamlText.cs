using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Identity.Server.Commands.Declarations;

/// <summary>Something that is wrong with a file, and the line that it is on.</summary>
internal readonly record struct FileProblem(int Line, string Sentence);

/// <summary>A YAML file as the JSON that it stands for, with the line of each of its parts.</summary>
/// <remarks>YAML 1.2 core schema. What one may not see when reading a file is refused: anchors, tags, more than one document.</remarks>
internal sealed partial class YamlText
{
    private const int Deepest = 32;

    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private readonly List<FileProblem> _problems = [];
    private readonly Parser _parser;
    private readonly Utf8JsonWriter _json;

    private YamlText(string text, Utf8JsonWriter json) =>
        (_parser, _json) = (new Parser(new Scanner(new StringReader(text), skipComments: true)), json);

    /// <summary>What is wrong with it as YAML.</summary>
    public IReadOnlyList<FileProblem> Problems => _problems;

    /// <summary>The file's one document; nothing where there is none, or where something is wrong.</summary>
    public JsonElement Json { get; private set; }

    public static YamlText Read(string text)
    {
        using var buffer = new MemoryStream();
        using var json = new Utf8JsonWriter(buffer);
        var file = new YamlText(text, json);
        try
        {
            file.ReadStream();
            json.Flush();
        }
        catch (YamlException e)
        {
            file._problems.Add(new FileProblem(LineOf(e.Start), $"This is no YAML: {e.Message}"));
        }
        // How the parser ends on some of what it has no sentence for.
        catch (InvalidOperationException)
        {
            file._problems.Add(new FileProblem(LineOf(file._parser.Current?.End ?? Mark.Empty), "This is no YAML."));
        }
        if (file._problems.Count == 0)
            file.Json = JsonElement.Parse(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
        return file;
    }

    /// <summary>The line of a part, or of the nearest one that it is within.</summary>
    /// <param name="at">As `clients[2].redirect_uris`.</param>
    public int LineOf(string at)
    {
        for (; at.Length > 0; at = at[..Math.Max(0, at.LastIndexOfAny(['.', '[']))])
        {
            if (_lines.TryGetValue(at, out var line))
                return line;
        }
        return 1;
    }

    /// <summary>Whether a text without quotes would be read as something else, a number above all.</summary>
    public static bool IsPlainText(string text) => KindOf(text) == JsonValueKind.String;

    private static int LineOf(Mark mark) => (int)Math.Max(1, mark.Line);

    private void ReadStream()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _))
        {
            _problems.Add(new FileProblem(1, "There is nothing in it."));
            return;
        }
        ReadNode("", depth: 0);
        _parser.Consume<DocumentEnd>();
        if (_parser.TryConsume<DocumentStart>(out var second))
            _problems.Add(new FileProblem(LineOf(second.Start), "A second document begins: a file holds one."));
    }

    private void ReadNode(string at, int depth)
    {
        if (depth > Deepest)
            throw new YamlException(_parser.Current!.Start, _parser.Current.End, "it is nested too deeply.");
        _lines.TryAdd(at, LineOf(_parser.Current!.Start));
        if (_parser.Current is NodeEvent node && (!node.Anchor.IsEmpty || !node.Tag.IsEmpty))
        {
            _problems.Add(
                new FileProblem(LineOf(node.Start), "Anchors and tags are not read: write out what is meant.")
            );
        }
        switch (_parser.Current)
        {
            case MappingStart:
                ReadMapping(at, depth);
                break;
            case SequenceStart:
                ReadSequence(at, depth);
                break;
            case Scalar scalar:
                ReadScalar(scalar);
                break;
            case AnchorAlias alias:
                _problems.Add(new FileProblem(LineOf(alias.Start), "Aliases are not read: write out what is meant."));
                _json.WriteNullValue();
                _parser.MoveNext();
                break;
            case var other:
                throw new YamlException(other.Start, other.End, "there is no value where one should be.");
        }
    }

    private void ReadMapping(string at, int depth)
    {
        _parser.Consume<MappingStart>();
        _json.WriteStartObject();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (_parser.Current is not Scalar { Value: var name } key)
            {
                var start = _parser.Current!;
                throw new YamlException(start.Start, start.End, "a member's name must be a text.");
            }
            if (!names.Add(name))
                _problems.Add(new FileProblem(LineOf(key.Start), $"{name} is here twice."));
            _json.WritePropertyName(name);
            var place = at.Length == 0 ? name : $"{at}.{name}";
            // Where the name is, which may be lines above its value.
            _lines.TryAdd(place, LineOf(key.Start));
            _parser.MoveNext();
            ReadNode(place, depth + 1);
        }
        _json.WriteEndObject();
    }

    private void ReadSequence(string at, int depth)
    {
        _parser.Consume<SequenceStart>();
        _json.WriteStartArray();
        for (var index = 0; !_parser.TryConsume<SequenceEnd>(out _); index++)
            ReadNode(string.Create(CultureInfo.InvariantCulture, $"{at}[{index}]"), depth + 1);
        _json.WriteEndArray();
    }

    private void ReadScalar(Scalar scalar)
    {
        _parser.MoveNext();
        var text = scalar.Value;
        if (text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')) || !IsUnicode(text))
            _problems.Add(new FileProblem(LineOf(scalar.Start), "A text holds characters that cannot be kept."));
        switch (scalar.Style == ScalarStyle.Plain ? KindOf(text) : JsonValueKind.String)
        {
            case JsonValueKind.Null:
                _json.WriteNullValue();
                break;
            case JsonValueKind.True:
                _json.WriteBooleanValue(true);
                break;
            case JsonValueKind.False:
                _json.WriteBooleanValue(false);
                break;
            case JsonValueKind.Number:
                _json.WriteRawValue(text);
                break;
            default:
                _json.WriteStringValue(text);
                break;
        }
    }

    // The words of the core schema, with numbers as JSON has them.
    private static JsonValueKind KindOf(string text) =>
        text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => JsonValueKind.Null,
            "true" or "True" or "TRUE" => JsonValueKind.True,
            "false" or "False" or "FALSE" => JsonValueKind.False,
            _ => Number().IsMatch(text) ? JsonValueKind.Number : JsonValueKind.String,
        };

    private static bool IsUnicode(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (char.IsSurrogate(text[at]) && !(char.IsSurrogatePair(text, at) && ++at > 0))
                return false;
        }
        return true;
    }

    [GeneratedRegex(
        @"\A-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,10})?\z",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex Number();
}
