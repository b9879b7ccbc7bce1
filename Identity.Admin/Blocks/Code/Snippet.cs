namespace Identity.Admin.Blocks.Code;

/// <summary>What is pasted into an app: it runs as it stands, with the secret in the environment.</summary>
/// <param name="Name">The language, or the library, that it is for.</param>
/// <param name="Install">What is run first; null where nothing is needed.</param>
public sealed record Snippet(string Name, string? Install, string Code)
{
    // No text that is shown holds it: the server refuses it in every member.
    private const char Absent = '\0';

    /// <summary>What has to be known beside it; null for most.</summary>
    public string? Note { get; init; }

    /// <summary>A line, or none.</summary>
    public static string If(bool holds, string line) => holds ? line : $"{Absent}";

    /// <summary>Made of lines of which some are not there.</summary>
    public static Snippet Of(string name, string? install, string lines) =>
        new(name, install, string.Join('\n', lines.Split('\n').Where(line => !line.Contains(Absent))));
}
