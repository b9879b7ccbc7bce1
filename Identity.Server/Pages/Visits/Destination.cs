namespace Identity.Server.Pages.Visits;

/// <summary>Where a person goes once they are signed in: a name from a fixed table, for an address in a request leads anywhere.</summary>
internal static class Destination
{
    /// <summary>What the query calls it.</summary>
    public const string Parameter = "to";

    private const string Account = "/account";

    private static readonly Dictionary<string, string> Table = new(StringComparer.Ordinal)
    {
        ["profile"] = "/account/profile",
        ["email"] = "/account/email",
        ["password"] = "/account/password",
        ["sessions"] = "/account/sessions",
        ["apps"] = "/account/apps",
        ["data"] = "/account/data",
        ["delete"] = "/account/delete",
    };

    public static string Of(string? name) => name is null ? Account : Table.GetValueOrDefault(name, Account);

    /// <summary>The sign-in page that leads to a page of the table, or to the account.</summary>
    public static string SignInBefore(PathString path)
    {
        var name = Table.FirstOrDefault(entry => path.Equals(entry.Value, StringComparison.OrdinalIgnoreCase)).Key;
        return name is null ? "/signin" : $"/signin?{Parameter}={name}";
    }
}
