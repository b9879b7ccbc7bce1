using System.Collections.Frozen;
using Identity.Server.Database.Documents;

namespace Identity.Server.Clients.DynamicRegistration;

/// <summary>Which grants a client must be registered for so that a response type can be answered.</summary>
/// <remarks>RFC 7591 §2.1; OpenID Connect Dynamic Client Registration §2, grant_types.</remarks>
internal static class ResponseTypeGrants
{
    private const string Code = "authorization_code";
    private const string Implicit = "implicit";

    // The words of a response type in alphabetical order.
    private static readonly FrozenDictionary<string, string[]> Known = new Dictionary<string, string[]>(
        StringComparer.Ordinal
    )
    {
        ["code"] = [Code],
        ["id_token"] = [Implicit],
        ["id_token token"] = [Implicit],
        ["code id_token"] = [Code, Implicit],
        ["code token"] = [Code, Implicit],
        ["code id_token token"] = [Code, Implicit],
        ["none"] = [],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The response types that there are.</summary>
    public static IEnumerable<string> Names => Known.Keys;

    /// <returns>Null where there is no such response type.</returns>
    public static string[]? Of(string responseType) =>
        Known.GetValueOrDefault(string.Join(' ', responseType.Split(' ').Order(StringComparer.Ordinal)));

    /// <summary>What is wrong with the response types that a client asks for.</summary>
    public static IEnumerable<DocumentProblem> ProblemsOf(NewClient asked)
    {
        foreach (var (at, type) in (asked.Metadata.ResponseTypes ?? []).Index())
        {
            if (Of(type) is not { } needed)
            {
                yield return new DocumentProblem(
                    $"response_types[{at}]",
                    $"There is no response type '{type}'. Known: {string.Join(", ", Names)}."
                );
            }
            else if (needed.Except(asked.GrantTypes, StringComparer.Ordinal).FirstOrDefault() is { } grant)
            {
                yield return new DocumentProblem(
                    $"response_types[{at}]",
                    $"The response type '{type}' needs the grant type {grant}."
                );
            }
        }
    }

    /// <summary>What a client of these grants is answered with where it does not say.</summary>
    public static string[] UsualFor(string[] grantTypes) =>
        grantTypes.Contains(Code, StringComparer.Ordinal) ? ["code"]
        : grantTypes.Contains(Implicit, StringComparer.Ordinal) ? ["id_token"]
        : [];

    /// <summary>Whether browsers are led back to a client of these grants.</summary>
    public static bool NeedsRedirect(string[] grantTypes) => grantTypes.Any(grant => grant is Code or Implicit);
}
