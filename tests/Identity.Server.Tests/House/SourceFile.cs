namespace Identity.Server.Tests.House;

/// <summary>One file as the house rules see it: where it lies, what it says, and what of that is code.</summary>
internal sealed class SourceFile(string path, string text)
{
    private string? _code;

    /// <summary>Relative to the root of the checkout, with forward slashes.</summary>
    public string Path { get; } = path;

    public string Text { get; } = text;

    /// <summary>The text with comments and the contents of literals turned to spaces: every offset and line stays.</summary>
    public string Code => _code ??= IsCSharp ? CodeText.Of(Text) : CodeText.OfMarkup(Text);

    public bool IsCSharp => Path.EndsWith(".cs", StringComparison.Ordinal);

    public bool IsMarkup =>
        Path.EndsWith(".razor", StringComparison.Ordinal) || Path.EndsWith(".cshtml", StringComparison.Ordinal);

    public bool IsProduct => (IsCSharp || IsMarkup) && Path.StartsWith("Identity.", StringComparison.Ordinal);

    public bool IsTest => IsCSharp && Path.StartsWith("tests/", StringComparison.Ordinal);

    /// <summary>The project, the first folder of the path.</summary>
    public string Project => Path.Split('/')[0];

    /// <summary>The room, door or part of the foundation: the folder under the project, empty for its root.</summary>
    public string Room => Path.Split('/') is [_, var room, _, ..] ? room : "";

    /// <summary>A finding as an editor can follow it.</summary>
    public string At(int offset, string finding) => $"{Path}:{Text.AsSpan(0, offset).Count('\n') + 1}: {finding}";
}
