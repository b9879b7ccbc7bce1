using Identity.Server.Audit;
using Identity.Server.Clients;
using Identity.Server.Management.Declaring;
using Identity.Server.Users;
using Identity.Server.Users.Administration;

namespace Identity.Server.Management.Answering;

/// <summary>Finds what people and clients are called, for answers about something else of theirs, and who is called so.</summary>
internal sealed class Names(PersonLabels people, AccountDirectory accounts, ClientCatalog clients)
{
    private const string User = "user";
    private const string Search = "search";

    // Whoever finds more people than these has not said yet whom they mean.
    private const int MostMeant = 100;

    /// <summary>By which a list is narrowed to what is somebody's.</summary>
    /// <param name="whose">Who that is, for a sentence.</param>
    public static IEnumerable<Filter> Filters(string whose) =>
        [
            Filter.Id(User, $"The id of {whose}."),
            Filter.Text(
                Search,
                $"Part of the e-mail address or the name of {whose}, or a whole id or number. The latest {MostMeant} people count that are found by it."
            ),
        ];

    /// <returns>Whose things a list is to show; null for everybody's.</returns>
    public async Task<Guid[]?> MeantAsync(ListCall list, CancellationToken ct)
    {
        var one = list.Id(User);
        if (list.Text(Search) is not { Length: > 0 } search)
            return one is { } user ? [user] : null;
        var query = new AccountQuery(AccountOrder.CreatedAt, IsDescending: true, MostMeant) { Search = search };
        var found = await accounts.ListAsync(query, ct);
        return [.. found.Items.Select(account => account.Id).Where(id => one is null || id == one)];
    }

    /// <summary>For the people of one page.</summary>
    public async Task<KnownNames> OfAsync(IEnumerable<Guid> users, CancellationToken ct) =>
        new(await people.OfAsync(users, ct), clients);

    /// <summary>For those that events tell of.</summary>
    public Task<KnownNames> OfAsync(IEnumerable<AuditEntry> entries, CancellationToken ct) =>
        OfAsync(
            entries
                .SelectMany(entry => (string?[])[entry.Actor, entry.Target])
                .Select(party => AuditParty.Read(party)?.UserId)
                .OfType<Guid>(),
            ct
        );
}

/// <summary>What people and clients are called at this moment.</summary>
internal sealed class KnownNames(IReadOnlyDictionary<Guid, PersonLabel> people, ClientCatalog clients)
{
    public PersonAnswer Person(Guid id) =>
        people.GetValueOrDefault(id) is { } person
            ? new PersonAnswer(id, person.Email, person.Name)
            : new PersonAnswer(id, Email: null, Name: null);

    public ClientNameAnswer Client(string clientId) => new(clientId, clients.Find(clientId)?.Name);

    /// <returns>Null for those that have no name, or are gone.</returns>
    public string? Of(AuditParty party) =>
        party.UserId is { } user
            ? people.GetValueOrDefault(user) is { } person
                ? person.Name ?? person.Email
                : null
            : party.Kind == AuditParty.ClientKind
                ? clients.Find(party.Id)?.Name
                : null;
}

/// <summary>Somebody, as they are named in answers about something else.</summary>
/// <param name="Email">Null where the account is gone.</param>
internal sealed record PersonAnswer(Guid Id, string? Email, string? Name);

/// <summary>A client, as it is named in answers about something else.</summary>
/// <param name="ClientName">Null where the client is gone.</param>
internal sealed record ClientNameAnswer(string ClientId, string? ClientName);
