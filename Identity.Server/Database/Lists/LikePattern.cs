namespace Identity.Server.Database.Lists;

/// <summary>Writes what somebody searches for as a pattern of LIKE, in which their signs mean themselves.</summary>
internal static class LikePattern
{
    public static string Containing(string text) => $"%{Escape(text)}%";

    public static string BeginningWith(string text) => $"{Escape(text)}%";

    private static string Escape(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal);
}
