using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Identity.Server.Commands.Declarations;

/// <summary>Writes JSON as YAML for people to read and change: the same, byte for byte, for the same.</summary>
internal static class YamlLines
{
    private static readonly EmitterSettings Layout = new EmitterSettings()
        .WithBestIndent(2)
        .WithBestWidth(int.MaxValue)
        .WithIndentedSequences();

    public static string Write(JsonNode json)
    {
        var text = new StringBuilder();
        using var writer = new StringWriter(text) { NewLine = "\n" };
        var emitter = new Emitter(writer, Layout);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart());
        Emit(emitter, json);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString();
    }

    private static void Emit(Emitter emitter, JsonNode? json)
    {
        switch (json)
        {
            case JsonObject members:
                emitter.Emit(new MappingStart());
                foreach (var (name, value) in members)
                {
                    Emit(emitter, (JsonNode)name);
                    Emit(emitter, value);
                }
                emitter.Emit(new MappingEnd());
                break;
            case JsonArray entries:
                // An empty list has no lines to stand on.
                var style = entries.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block;
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, style));
                foreach (var entry in entries)
                    Emit(emitter, entry);
                emitter.Emit(new SequenceEnd());
                break;
            case null:
                Emit(emitter, "null", ScalarStyle.Plain);
                break;
            default:
                var isText = json.GetValueKind() == JsonValueKind.String;
                var text = isText ? json.GetValue<string>() : json.ToJsonString();
                Emit(emitter, text, isText && !IsSafe(text) ? ScalarStyle.DoubleQuoted : ScalarStyle.Plain);
                break;
        }
    }

    private static void Emit(Emitter emitter, string text, ScalarStyle style) =>
        emitter.Emit(
            new Scalar(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true)
        );

    // Everything that YAML, in whatever version, could take for something else is put between quotes.
    private static bool IsSafe(string text) =>
        YamlText.IsPlainText(text)
        && (char.IsAsciiLetter(text[0]) || text[0] == '/')
        && text[^1] is not (' ' or ':')
        && text.All(c =>
            char.IsAsciiLetterOrDigit(c) || c is ' ' or '/' or ':' or '.' or '_' or '-' or '+' or '@' or '='
        )
        && !text.Contains(": ", StringComparison.Ordinal)
        && !OldWords.Contains(text);

    // YAML 1.1 took these for true and false.
    private static readonly HashSet<string> OldWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "y",
        "n",
        "yes",
        "no",
        "on",
        "off",
    };
}
