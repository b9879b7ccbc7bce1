using Identity.Server.Resources;
using Identity.Server.Users;
using Microsoft.Extensions.Localization;

namespace Identity.Server.Pages.Requests;

/// <summary>A scope as a person understands it.</summary>
/// <param name="Words">What the app may do.</param>
/// <param name="About">With what, or where; null where there is no more to say.</param>
internal sealed record ScopeInWords(string Scope, string Words, string? About);

/// <summary>Says what scopes mean: ours in the reader's language, those of an API as the API describes them.</summary>
internal sealed class ScopeWords(ApiCatalog apis, IStringLocalizer<Texts> T)
{
    /// <param name="scope">The name of the scope.</param>
    /// <param name="person">Whose account it is about: they see what would be shown.</param>
    public ScopeInWords Of(string scope, Person person) =>
        scope switch
        {
            StandardScopes.OpenId => new(scope, T["Recognise you when you come back"], About: null),
            StandardScopes.Profile => new(
                scope,
                T["See your profile"],
                T["Your name, language, time zone and what else you have added"]
            ),
            StandardScopes.Email => new(scope, T["See your e-mail address"], person.Email),
            StandardScopes.Phone => new(scope, T["See your phone number"], person.Details.PhoneNumber),
            StandardScopes.Address => new(scope, T["See your postal address"], About: null),
            StandardScopes.OfflineAccess => new(
                scope,
                T["Keep this access while you are away"],
                T["Until you withdraw it in your account"]
            ),
            _ => OfApi(scope),
        };

    private ScopeInWords OfApi(string scope) =>
        apis.Snapshot.FindScope(scope) is { } known
            ? new(scope, known.Description is { Length: > 0 } words ? words : scope, apis.Find(known.Audience)?.Name)
            : new(scope, scope, About: null);
}
