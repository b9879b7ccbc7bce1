using System.Text.Json;
using System.Text.Json.Nodes;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Database.Documents;

namespace Identity.Server.Commands.Declarations;

/// <summary>Says in lines what changes: `+` for what is new, `-` for what is deleted, and `~` with the member for what is another.</summary>
internal static class ChangeLines
{
    private const int LongestValue = 100;

    public static IEnumerable<string> Of(DocumentChange change)
    {
        var name = $"{KindOf(change)} {Plain(change.Name)}";
        if (change.Before is null)
            return [$"+ {name}"];
        if (change.After is null)
            return [$"- {name}"];
        var lines = Between("", change.Before, change.After);
        if (change.Secret is { } secret)
            lines = lines.Append($"secret from {secret.Place}");
        return lines.Select(line => $"~ {name}: {line}");
    }

    // As the file calls it.
    private static string KindOf(DocumentChange change) =>
        change.Kind == ProfileDeclarations.Kind ? "profile" : change.Kind;

    private static IEnumerable<string> Between(string at, JsonNode? before, JsonNode? after) =>
        (before, after) switch
        {
            _ when JsonNode.DeepEquals(before, after) => [],
            (JsonObject old, JsonObject now) => Members(at, old, now),
            (JsonArray old, JsonArray now) when IsOfTexts(old) && IsOfTexts(now) => Words(
                at,
                TextsOf(old),
                TextsOf(now)
            ),
            (JsonArray old, JsonArray now) when IsNamed(old) && IsNamed(now) => Named(at, old, now),
            (JsonArray old, JsonArray now) => Entries(at, old, now),
            (null, JsonArray now) => Between(at, new JsonArray(), now),
            (JsonArray old, null) => Between(at, old, new JsonArray()),
            (null, _) => [$"{at} + {Show(after)}"],
            (_, null) => [$"{at} - {Show(before)}"],
            _ when at == "scope" => Words(at, $"{before}".Split(' '), $"{after}".Split(' ')),
            _ => [$"{at} {Show(before)} → {Show(after)}"],
        };

    private static IEnumerable<string> Members(string at, JsonObject before, JsonObject after) =>
        before
            .Select(member => member.Key)
            .Union(after.Select(member => member.Key), StringComparer.Ordinal)
            .SelectMany(name => Between(at.Length == 0 ? name : $"{at}.{name}", before[name], after[name]));

    private static IEnumerable<string> Words(string at, string[] before, string[] after)
    {
        var gone = before.Except(after, StringComparer.Ordinal).ToList();
        var added = after.Except(before, StringComparer.Ordinal).ToList();
        return gone.Count + added.Count == 0
            ? [$"{at} in another order"]
            : [.. gone.Select(word => $"{at} - {Plain(word)}"), .. added.Select(word => $"{at} + {Plain(word)}")];
    }

    // What has names is told by them, wherever in the list it stands.
    private static List<string> Named(string at, JsonArray before, JsonArray after)
    {
        var (old, now) = (ByName(before), ByName(after));
        var lines = old
            .Keys.Union(now.Keys, StringComparer.Ordinal)
            .SelectMany(name =>
                (old.GetValueOrDefault(name), now.GetValueOrDefault(name)) switch
                {
                    (null, _) => new[] { $"{at} + {Plain(name)}" },
                    (_, null) => [$"{at} - {Plain(name)}"],
                    var (was, become) => Between($"{at}.{Plain(name)}", was, become),
                }
            )
            .ToList();
        return lines.Count == 0 ? [$"{at} in another order"] : lines;
    }

    private static IEnumerable<string> Entries(string at, JsonArray before, JsonArray after) =>
        Enumerable
            .Range(0, Math.Max(before.Count, after.Count))
            .SelectMany(index =>
                Between($"{at}[{index}]", before.ElementAtOrDefault(index), after.ElementAtOrDefault(index))
            );

    private static bool IsOfTexts(JsonArray array) => array.All(entry => entry?.GetValueKind() == JsonValueKind.String);

    private static string[] TextsOf(JsonArray array) => [.. array.Select(entry => entry!.GetValue<string>())];

    private static bool IsNamed(JsonArray array) =>
        array.All(entry => entry is JsonObject named && named["name"]?.GetValueKind() == JsonValueKind.String)
        && array.DistinctBy(NameOf, StringComparer.Ordinal).Count() == array.Count;

    private static Dictionary<string, JsonNode> ByName(JsonArray array) =>
        array.ToDictionary(NameOf, entry => entry!, StringComparer.Ordinal);

    private static string NameOf(JsonNode? entry) => entry!["name"]!.GetValue<string>();

    private static string Show(JsonNode? value) =>
        value is JsonValue && value.GetValueKind() == JsonValueKind.String
            ? Plain(value.GetValue<string>())
            : Plain(value?.ToJsonString() ?? "null");

    // Nothing that is shown moves the cursor of a terminal.
    private static string Plain(string text)
    {
        var plain = string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
        return plain.Length > LongestValue ? $"{plain[..LongestValue]}…" : plain;
    }
}
