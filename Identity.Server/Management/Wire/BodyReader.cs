using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Identity.Jose.Wire;
using Identity.Server.Database.Text;
using Identity.Server.Hosting.Wire;

namespace Identity.Server.Management.Wire;

/// <summary>A body as it came, and what was read of it.</summary>
internal sealed record ReadBody(byte[] Bytes, object Value);

/// <summary>Reads a JSON body strictly: what is unknown, missing or of another kind is named, all of it at once.</summary>
internal static class BodyReader
{
    public const string JsonType = "application/json";

    /// <remarks>RFC 7396 §4.</remarks>
    public const string MergePatchType = "application/merge-patch+json";

    public static async ValueTask<(ReadBody? Body, Problem? Problem)> ReadAsync(
        HttpRequest request,
        Type type,
        bool isPatch,
        CancellationToken ct
    )
    {
        var isMergePatch =
            isPatch && request.ContentType?.StartsWith(MergePatchType, StringComparison.OrdinalIgnoreCase) == true;
        var read = await RequestBody.ReadAsync<Parsed>(request, isMergePatch ? MergePatchType : JsonType, Parse, ct);
        if (read.Value is not { } parsed)
            return (null, ProblemOf(read.Fault, isPatch));

        var wrong = new Invalid();
        var described = ManagementJson.Options.GetTypeInfo(type);
        Check(parsed.Json, described, path: "", wrong);
        if (!wrong.IsEmpty)
            return (null, wrong.ToProblem());
        try
        {
            return (new ReadBody(parsed.Bytes, parsed.Json.Deserialize(described)!), null);
        }
        catch (JsonException e)
        {
            var member = e.Path is { Length: > 2 } path ? path[2..] : "body";
            return (null, Problem.Invalid(member, $"'{member}' is not of the kind that is expected there."));
        }
    }

    private static BodyRead<Parsed> Parse(ReadOnlySpan<byte> body) =>
        StrictJson.TryParseObject(body, out var json) ? new Parsed(body.ToArray(), json) : BodyFault.Malformed;

    private static Problem ProblemOf(BodyFault fault, bool isPatch) =>
        fault switch
        {
            BodyFault.TooLarge => Problem.TooLarge(RequestBody.Longest),
            BodyFault.Type or BodyFault.Encoding => Problem.UnsupportedType(
                isPatch
                    ? $"The body must be {MergePatchType} or {JsonType}, in UTF-8 and not compressed."
                    : $"The body must be {JsonType}, in UTF-8 and not compressed."
            ),
            _ => Problem.Malformed("The body is not a well-formed JSON object without repetitions."),
        };

    private static void Check(JsonElement json, JsonTypeInfo described, string path, Invalid wrong)
    {
        if (json.ValueKind == JsonValueKind.String && IsNul(json.GetString()!))
            wrong.Add(path, $"'{path}' holds a NUL.");
        // What a room reads by rules of its own is looked at to its end: nothing of it may hold what cannot be kept.
        if (described.Kind == JsonTypeInfoKind.None && json.ValueKind != JsonValueKind.String && HoldsNul(json))
            wrong.Add(path, "There is a NUL in a text.");
        if (described.Kind == JsonTypeInfoKind.Enumerable && json.ValueKind == JsonValueKind.Array)
        {
            var element = ManagementJson.Options.GetTypeInfo(described.ElementType!);
            foreach (var (at, one) in json.EnumerateArray().Index())
            {
                if (one.ValueKind == JsonValueKind.Null)
                    wrong.Add($"{path}[{at}]", $"'{path}[{at}]' must not be null.");
                else
                    Check(one, element, $"{path}[{at}]", wrong);
            }
        }
        if (described.Kind == JsonTypeInfoKind.Object && json.ValueKind == JsonValueKind.Object)
            CheckMembers(json, described, path, wrong);
    }

    private static bool HoldsNul(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.Object => json.EnumerateObject().Any(member => IsNul(member.Name) || HoldsNul(member.Value)),
            JsonValueKind.Array => json.EnumerateArray().Any(HoldsNul),
            JsonValueKind.String => IsNul(json.GetString()!),
            _ => false,
        };

    private static bool IsNul(string text) => text.Contains('\0', StringComparison.Ordinal);

    private static void CheckMembers(JsonElement json, JsonTypeInfo described, string path, Invalid wrong)
    {
        var prefix = path.Length == 0 ? "" : $"{path}.";
        foreach (var member in json.EnumerateObject())
        {
            var name = prefix + member.Name;
            if (described.Properties.FirstOrDefault(known => known.Name == member.Name) is not { } property)
                wrong.Add(name, Unknown(member.Name, described));
            else if (member.Value.ValueKind == JsonValueKind.Null && !MayBeNull(property))
                wrong.Add(name, $"'{name}' must not be null.");
            else
                Check(member.Value, TypeOf(property), name, wrong);
        }
        foreach (var property in described.Properties.Where(one => one.IsRequired))
        {
            if (!json.TryGetProperty(property.Name, out _))
                wrong.Add(prefix + property.Name, $"'{prefix}{property.Name}' is missing.");
        }
    }

    private static string Unknown(string name, JsonTypeInfo described)
    {
        const int Longest = 64;
        var known = described.Properties.Select(property => property.Name);
        var meant =
            name.Length > Longest ? null
            : known.MinBy(one => EditDistance.Between(one, name)) is { } near
            && EditDistance.Between(near, name) <= Math.Max(2, name.Length / 3)
                ? near
            : null;
        var shown = name.Length > Longest ? $"{name[..Longest]}…" : name;
        return meant is null ? $"There is no member '{shown}'." : $"There is no member '{shown}'. Is '{meant}' meant?";
    }

    private static bool MayBeNull(JsonPropertyInfo property) =>
        OptionalConverter.ValueOf(property.PropertyType) is not null
        || (property.IsSetNullable && (!property.PropertyType.IsValueType || IsNullable(property.PropertyType)));

    private static JsonTypeInfo TypeOf(JsonPropertyInfo property) =>
        ManagementJson.Options.GetTypeInfo(OptionalConverter.ValueOf(property.PropertyType) ?? property.PropertyType);

    private static bool IsNullable(Type type) => Nullable.GetUnderlyingType(type) is not null;

    private sealed record Parsed(byte[] Bytes, JsonElement Json);
}
