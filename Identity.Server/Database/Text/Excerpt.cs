namespace Identity.Server.Database.Text;

/// <summary>The beginning of a text that anybody may have written: long enough to be recognised, and safe to store.</summary>
internal static class Excerpt
{
    /// <returns>No more characters than that, and an ellipsis where there were more.</returns>
    public static string Of(string text, int longest)
    {
        // PostgreSQL stores no NUL, and half of a pair is no character.
        var shown = text.Replace('\0', '\ufffd');
        if (shown.Length <= longest)
            return shown;
        return $"{shown[..(char.IsHighSurrogate(shown[longest - 1]) ? longest - 1 : longest)]}…";
    }
}
