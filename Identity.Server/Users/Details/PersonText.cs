namespace Identity.Server.Users.Details;

/// <summary>What people type, as it is kept.</summary>
internal static class PersonText
{
    /// <returns>Without white space around it; null where nothing else was there.</returns>
    public static string? Tidy(string? text) => text?.Trim() is { Length: > 0 } kept ? kept : null;
}
