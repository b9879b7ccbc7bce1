using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Users.Throttling;

namespace Identity.Server.AccountApi.Wire;

/// <summary>A call of the account API as its action sees it: what was asked, by whose rules, from where.</summary>
/// <param name="Inputs">By the names that actions know them by, whatever they were called on the wire.</param>
/// <param name="Bearer">The token in the Authorization header; never to be logged whole.</param>
internal sealed record AccountCall(
    AccountProfile Profile,
    ProfileRoute Route,
    AccountInputs Inputs,
    string? Bearer,
    Source Source
)
{
    public override string ToString() => $"a call of {Route.Path}";
}

/// <summary>What a request brought, each a text.</summary>
internal sealed class AccountInputs(IReadOnlyDictionary<string, string> values)
{
    public static AccountInputs None { get; } = new(new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>An input that the route may do without.</summary>
    public string? Find(string input) => values.GetValueOrDefault(input);

    /// <summary>An input that the action needs: a request without it has been refused before.</summary>
    public string this[string input] => values[input];

    public override string ToString() => $"{values.Count} inputs";
}
