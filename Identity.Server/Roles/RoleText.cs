namespace Identity.Server.Roles;

/// <summary>What a role may be called, and how it may be described.</summary>
internal static class RoleText
{
    public const int LongestName = 64;
    public const int LongestDescription = 500;

    public static RoleChange.Invalid? ProblemOfName(string name) =>
        name.Length is 0 or > LongestName || !char.IsAsciiLetterLower(name[0]) || !name.All(IsOfName)
            ? new("name", $"A role's name is 1 to {LongestName} of a-z, 0-9, '-', '_' and '.', a letter first.")
            : null;

    public static RoleChange.Invalid? ProblemOfDescription(string description) =>
        description.Length > LongestDescription || description.Any(char.IsControl)
            ? new("description", $"A description is one line of at most {LongestDescription} characters.")
            : null;

    private static bool IsOfName(char c) =>
        char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.';
}
