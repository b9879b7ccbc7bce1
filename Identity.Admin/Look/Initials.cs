namespace Identity.Admin.Look;

/// <summary>The two letters that stand for a picture of somebody.</summary>
internal static class Initials
{
    public static string Of(string name)
    {
        var words = name.Split('@')[0]
            .Split([' ', '.', '-', '_'], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => char.IsLetterOrDigit(word[0]))
            .ToArray();
        return words switch
        {
            [] => "?",
            [var one] => one[..1].ToUpperInvariant(),
            [var first, .., var last] => $"{first[0]}{last[0]}".ToUpperInvariant(),
        };
    }
}
