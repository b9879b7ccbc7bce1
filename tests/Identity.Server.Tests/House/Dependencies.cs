using System.Text.RegularExpressions;

namespace Identity.Server.Tests.House;

/// <summary>Who may call on whom: arrows only point down, and a door never uses a door.</summary>
/// <remarks>The table of docs/architecture.md as data; it is read from the <c>using</c> lines of each file.</remarks>
internal static partial class Dependencies
{
    private const string Jose = "Identity.Jose";
    private const string EntryPoint = "Identity.Server/Program.cs";

    private static readonly string[] Doors = ["Protocol", "AccountApi", "Pages", "Management", "Jobs", "Commands"];

    private static readonly Dictionary<string, string[]> Foundation = new()
    {
        ["Database"] = [],
        ["Hosting"] = [],
        ["Fetching"] = ["Hosting"],
    };

    private static readonly Dictionary<string, string[]> Rooms = new()
    {
        ["Keys"] = [Jose, "Database"],
        ["Clients"] = [Jose, "Database", "Fetching"],
        ["Resources"] = [Jose, "Database"],
        ["Mail"] = ["Database"],
        ["Audit"] = ["Database"],
        ["Roles"] = ["Audit", "Database"],
        ["Users"] = ["Mail", "Audit", "Database"],
        ["Sessions"] = ["Users", "Audit", "Database"],
        ["Consents"] = ["Audit", "Database"],
        ["Tokens"] = [Jose, "Keys", "Clients", "Resources", "Sessions", "Consents", "Audit", "Database", "Fetching"],
        ["Declarations"] = [Jose, "Keys", "Clients", "Resources", "Tokens", "Roles", "Audit", "Database"],
        ["Interactions"] = ["Clients", "Resources", "Users", "Sessions", "Consents", "Database"],
        ["Tracing"] = ["Audit", "Database"],
        ["Federation"] = ["Users", "Sessions", "Database"],
    };

    /// <summary>The applications' library: two trades that know nothing of each other, on what both need.</summary>
    private static readonly Dictionary<string, string[]> Authentication = new()
    {
        ["Dpop"] = [],
        ["Provider"] = ["Dpop"],
        ["AccessTokens"] = ["Provider", "Dpop"],
        ["SignIn"] = ["Provider", "Dpop"],
    };

    private static readonly string[] HttpNamespaces =
    [
        "Microsoft.AspNetCore.Http",
        "Microsoft.AspNetCore.Mvc",
        "Microsoft.AspNetCore.Routing",
    ];

    private static readonly string[] NotForJose =
    [
        "Identity.Server",
        "Microsoft",
        "Npgsql",
        "Quartz",
        "System.Data",
        "System.Net.Http",
    ];

    /// <summary>The rows of the table as docs/architecture.md shows them; rooms with the same row may share a line there.</summary>
    public static IEnumerable<(string Room, string MayUse)> Table() =>
        Foundation
            .Concat(Rooms)
            .Select(row => (row.Key, row.Value is [] ? "nothing of ours" : string.Join(", ", row.Value)));

    /// <summary>Rooms whose row in the document says something else, or that have none.</summary>
    public static IEnumerable<string> Undocumented(string architecture) =>
        from row in Table()
        where !DocumentedRow().Matches(architecture).Any(line => Says(line, row.Room, row.MayUse))
        select $"docs/architecture.md has no row that says: {row.Room} may use {row.MayUse}";

    private static bool Says(Match line, string room, string mayUse) =>
        line.Groups["rooms"].Value.Split(", ").Contains(room) && line.Groups["uses"].Value == mayUse;

    public static IEnumerable<string> Trespasses(SourceFile file) =>
        file.Project switch
        {
            "Identity.Jose" => InJose(file),
            "Identity.Authentication" => InAuthentication(file),
            "Identity.Server" when file.Path != EntryPoint => InServer(file),
            _ => [],
        };

    /// <summary>Rooms know nothing of HTTP. The web SDK's implicit usings need no line, so the types are looked for as well.</summary>
    public static IEnumerable<string> HttpInRooms(SourceFile file)
    {
        if (file.Project != "Identity.Server" || !Rooms.ContainsKey(file.Room))
            yield break;

        foreach (var (offset, name) in Usings(file))
        {
            if (HttpNamespaces.Any(forbidden => IsWithin(name, forbidden)))
                yield return file.At(offset, $"the room {file.Room} uses {name}; HTTP is for doors");
        }

        foreach (Match type in HttpType().Matches(file.Code))
            yield return file.At(type.Index, $"the room {file.Room} uses {type.Value}; HTTP is for doors");
    }

    public static IEnumerable<string> QuartzOutsideJobs(SourceFile file) =>
        from line in Usings(file)
        where IsWithin(line.Name, "Quartz") && file.Room != "Jobs" && file.Path != EntryPoint
        select file.At(line.Offset, $"uses {line.Name}; only Jobs knows Quartz");

    /// <summary>A global using of ours would let a file use a room without saying so.</summary>
    public static IEnumerable<string> GlobalUsings(SourceFile file) =>
        from Match line in UsingLine().Matches(file.Code)
        where line.Groups["global"].Success && OurName().IsMatch(line.Value)
        select file.At(line.Index, $"{line.Value.Trim()}: no global usings of our own namespaces");

    /// <summary>So would a name written in full.</summary>
    public static IEnumerable<string> QualifiedNames(SourceFile file) =>
        from Match name in OurName().Matches(NamespaceLine().Replace(UsingLine().Replace(file.Code, Blank), Blank))
        select file.At(name.Index, $"{name.Value} is written in full; write a using line");

    private static IEnumerable<string> InJose(SourceFile file) =>
        from line in Usings(file)
        where NotForJose.Any(forbidden => IsWithin(line.Name, forbidden))
        select file.At(line.Offset, $"Identity.Jose uses {line.Name}; it is pure");

    private static IEnumerable<string> InAuthentication(SourceFile file)
    {
        // What applications see, at the root, introduces the rooms to each other.
        if (file.Room.Length > 0 && !Authentication.ContainsKey(file.Room))
            yield return $"{file.Path}: the folder '{file.Room}' has no row in the table of dependencies";
        foreach (var (offset, name) in Usings(file))
        {
            if (OurName().Match(name) is { Success: true } ours && !MayUseInAuthentication(file.Room, ours))
                yield return file.At(offset, $"Identity.Authentication uses {ours.Value} in '{file.Room}'");
        }
    }

    private static bool MayUseInAuthentication(string room, Match ours)
    {
        var other = ours.Groups["room"].Value;
        return ours.Groups["project"].Value switch
        {
            "Jose" => true,
            "Authentication" => room.Length == 0
                || other.Length == 0
                || other == room
                || (Authentication.TryGetValue(room, out var row) && row.Contains(other)),
            _ => false,
        };
    }

    private static IEnumerable<string> InServer(SourceFile file)
    {
        var isDoor = Doors.Contains(file.Room);
        if (!isDoor && !Foundation.ContainsKey(file.Room) && !Rooms.ContainsKey(file.Room))
        {
            yield return $"{file.Path}: the folder '{file.Room}' has no row in the table of dependencies";
            yield break;
        }

        foreach (var (offset, name) in Usings(file))
        {
            if (OurName().Match(name) is { Success: true } ours && !MayUse(file.Room, isDoor, ours))
                yield return file.At(offset, $"{file.Room} may not use {ours.Value}");
        }
    }

    private static bool MayUse(string room, bool isDoor, Match ours)
    {
        if (ours.Groups["project"].Value != "Server")
        {
            return isDoor
                ? ours.Groups["project"].Value == "Jose"
                : Row(room).Contains($"Identity.{ours.Groups["project"].Value}");
        }

        var other = ours.Groups["room"].Value;
        if (other == room)
            return true;
        return isDoor ? Rooms.ContainsKey(other) || Foundation.ContainsKey(other) : Row(room).Contains(other);
    }

    private static string[] Row(string room) => Foundation.TryGetValue(room, out var row) ? row : Rooms[room];

    /// <summary>Every name on every using line: of an alias, also the names between its angle brackets.</summary>
    private static IEnumerable<(int Offset, string Name)> Usings(SourceFile file) =>
        from Match line in UsingLine().Matches(file.Code)
        from Match name in DottedName().Matches(line.Groups["names"].Value)
        select (line.Index, name.Value);

    private static bool IsWithin(string name, string space) =>
        name == space || name.StartsWith($"{space}.", StringComparison.Ordinal);

    private static string Blank(Match match) => new(' ', match.Length);

    // Directives stand in the first column, statements inside methods do not; markup writes them with an @.
    [GeneratedRegex(
        @"^@?(?<global>global\s+)?using\s+(?:static\s+)?(?:unsafe\s+)?(?:@?\w+\s*=\s*)?(?<names>[\w.:<>,()\[\]?\s]+?)\s*(?:;|$)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex UsingLine();

    [GeneratedRegex(
        @"^\| (?<rooms>[\w, ]+) \| (?<uses>[\w., ]+) \|$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex DocumentedRow();

    [GeneratedRegex(@"^@?namespace\s+[\w.]+", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(
        @"(?<![\w.])Identity\.(?<project>Server|Jose|Authentication|Admin)\b(\.(?<room>\w+))?",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex OurName();

    [GeneratedRegex(@"(?<![\w.])\w+(\.\w+)*", RegexOptions.ExplicitCapture)]
    private static partial Regex DottedName();

    [GeneratedRegex(
        @"\b(HttpContext|HttpRequest|HttpResponse|IHttpContextAccessor|IFormCollection|IResult|TypedResults|StatusCodes|IEndpointRouteBuilder)\b",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex HttpType();
}
