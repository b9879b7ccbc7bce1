using System.Text.RegularExpressions;

namespace Identity.Server.Tests.House;

/// <summary>Finds the way around the using lines: inside our namespaces <c>Keys.KeyRing</c> compiles without one.</summary>
internal static partial class PartialNames
{
    public static IEnumerable<string> Trespasses(IReadOnlyCollection<SourceFile> product)
    {
        var files = product.Where(file => file is { Project: "Identity.Server", IsCSharp: true }).ToArray();
        var types = files
            .SelectMany(
                file => TypeName().Matches(file.Code),
                (file, type) => (file.Room, Name: type.Groups["name"].Value)
            )
            .ToHashSet();
        return from file in files
            from Match name in DottedName().Matches(file.Code)
            let room = name.Groups["room"].Value
            where room != file.Room && name.Groups["part"].Captures.Any(part => types.Contains((room, part.Value)))
            select file.At(name.Index, $"{name.Value} names a type of {room}; write a using line");
    }

    [GeneratedRegex(
        @"^[\w ]*\b(class|interface|enum|struct|record)\s+(?<name>[A-Z]\w*)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex TypeName();

    // A name in full begins with Identity, which is no room: another rule finds it.
    [GeneratedRegex(@"(?<![\w.])(Server\.)?(?<room>[A-Z]\w*)(\.(?<part>[A-Z]\w*))+", RegexOptions.ExplicitCapture)]
    private static partial Regex DottedName();
}
