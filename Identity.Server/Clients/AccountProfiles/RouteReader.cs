using System.Collections.Frozen;
using Identity.Server.Database.Documents;

namespace Identity.Server.Clients.AccountProfiles;

/// <summary>Reads one route of a profile's document.</summary>
internal static class RouteReader
{
    private const int LongestPath = 200;
    private const int LongestField = 64;

    // Where the server itself answers: a profile there would never be asked.
    private static readonly string[] Ours =
    [
        "/connect",
        "/.well-known",
        "/health/live",
        "/health/ready",
        "/docs",
        "/redoc",
        "/openapi.json",
    ];
    private static readonly Dictionary<string, bool> Encodings = new(StringComparer.Ordinal)
    {
        ["form"] = true,
        ["json"] = false,
    };
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    public static ProfileRoute Read(DocumentPart part, string prefix)
    {
        var action = part.Word("action", AccountActions.ByName);
        if (action is null && !part.Has("action"))
            part.Problem("action", $"{part.At("action")} is missing.");
        var known = action ?? AccountAction.Health;
        var terms = AccountActions.Of(known);

        var route = new ProfileRoute
        {
            Method = Method(part, known),
            Path = Path(part, prefix),
            Action = known,
            IsForm = part.Word("request", Encodings) ?? false,
            Fields = Fields(part, terms),
            Required = Required(part, terms),
            Status = part.Whole("status", otherwise: 200, from: 200, to: 299),
            Body = part.Has("body") ? BodyReader.Read(part.Parts("body"), terms.Offers, terms.Name) : null,
        };
        part.Finish();
        return route;
    }

    /// <returns>What is wrong with a path, as the end of a sentence, or null.</returns>
    public static string? ProblemOf(string path)
    {
        if (
            path.Length > LongestPath
            || !path.StartsWith('/')
            || path.Split('/').Skip(1).Any(segment => segment is "" or "." or ".." || !segment.All(IsPathCharacter))
        )
        {
            return $"must be like /v1/auth: at most {LongestPath} letters, digits and -._~ between single slashes.";
        }

        return
            Ours.FirstOrDefault(ours => path == ours || path.StartsWith($"{ours}/", StringComparison.Ordinal))
                is { } taken
            ? $"cannot be '{path}': {taken} is the server's own."
            : null;
    }

    private static string Method(DocumentPart part, AccountAction action)
    {
        var terms = AccountActions.Of(action);
        var usual = action is AccountAction.Me or AccountAction.Health ? "GET" : "POST";
        var method = part.Text("method") ?? usual;
        if (!Methods.Contains(method))
            part.Problem("method", $"{part.At("method")} must be one of {string.Join(", ", Methods)}.");
        // A link that does something when it is opened is done by every mail scanner.
        else if (method == "GET" && usual != "GET")
            part.Problem("method", $"{part.At("method")} cannot be GET: {terms.Name} changes something.");
        return method;
    }

    private static string Path(DocumentPart part, string prefix)
    {
        var path = part.RequiredText("path");
        var whole = part.Flag("fromRoot", otherwise: false) ? path : prefix + path;
        if (path.Length > 0 && ProblemOf(whole) is { } problem)
            part.Problem("path", $"{part.At("path")} {problem}");
        return whole;
    }

    private static FrozenDictionary<string, string> Fields(DocumentPart part, AccountActions.Terms terms)
    {
        string[] inputs = [.. terms.Needs, .. terms.Takes];
        var fields = inputs.ToDictionary(input => input, StringComparer.Ordinal);
        if (part.Part("fields") is { } named)
        {
            foreach (var input in inputs)
                fields[input] = named.Text(input) ?? input;
            if (inputs.Length == 0)
                part.Problem("fields", $"{part.At("fields")} has no place here: {terms.Name} reads no body.");
            else
                named.Finish();
        }

        if (fields.Values.FirstOrDefault(field => field.Length is 0 or > LongestField) is not null)
            part.Problem("fields", $"{part.At("fields")}: a field's name has 1 to {LongestField} characters.");
        if (fields.Values.Distinct(StringComparer.Ordinal).Count() < fields.Count)
            part.Problem("fields", $"{part.At("fields")}: two inputs cannot have one name.");
        return fields.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static FrozenSet<string> Required(DocumentPart part, AccountActions.Terms terms)
    {
        var more = part.Texts("required");
        foreach (var unknown in more.Where(input => !terms.Takes.Contains(input) && !terms.Needs.Contains(input)))
            part.Problem("required", $"{part.At("required")}: {terms.Name} takes no '{unknown}'.");
        return FrozenSet.ToFrozenSet([.. terms.Needs, .. more], StringComparer.Ordinal);
    }

    private static bool IsPathCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~';
}
