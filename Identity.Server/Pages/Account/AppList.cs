using Identity.Server.Clients;
using Identity.Server.Consents;
using Identity.Server.Pages.Requests;
using Identity.Server.Tokens;

namespace Identity.Server.Pages.Account;

/// <summary>An app that a person let in, as their list shows it.</summary>
/// <param name="Since">When they did.</param>
/// <param name="Start">Where the app signs them in when it is opened; null where it has not said.</param>
internal sealed record AppWithAccess(
    string ClientId,
    string Name,
    string[] Scopes,
    DateTimeOffset Since,
    string? Start
);

/// <summary>The apps that people let in: by what they consented to, and by what is held on their behalf.</summary>
internal sealed class AppList(ConsentLedger consents, AppGrants grants, ClientCatalog clients, Issuer issuer)
{
    public async Task<IReadOnlyList<AppWithAccess>> OfAsync(Guid person, CancellationToken ct)
    {
        var given = await consents.ListAsync(person, ct);
        var held = await grants.ListAsync(person, ct);
        return
        [
            .. given
                .Select(consent => (consent.ClientId, consent.Scopes, Since: consent.GrantedAt))
                .Concat(held.Select(grant => (grant.ClientId, grant.Scopes, grant.Since)))
                .GroupBy(entry => entry.ClientId, StringComparer.Ordinal)
                .Select(entries => new AppWithAccess(
                    entries.Key,
                    NameOf(entries.Key),
                    [.. entries.SelectMany(entry => entry.Scopes).Distinct(StringComparer.Ordinal)],
                    entries.Min(entry => entry.Since),
                    clients.Find(entries.Key) is { IsDisabled: false } client
                        ? InitiatedLogin.AddressOf(client, issuer)
                        : null
                ))
                .OrderBy(app => app.Name, StringComparer.CurrentCulture),
        ];
    }

    public string NameOf(string clientId) => clients.Find(clientId)?.Name ?? clientId;

    /// <summary>Takes an app's access back.</summary>
    /// <returns>Whether it had any.</returns>
    /// <remarks>Consent first: what the app asks for between the two, it asks the person for.</remarks>
    public async Task<bool> WithdrawAsync(Guid person, string clientId, CancellationToken ct) =>
        await consents.WithdrawAsync(person, clientId, ct) | await grants.EndAsync(person, clientId, ct) > 0;
}
