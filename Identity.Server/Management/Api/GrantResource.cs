using System.Text.Json.Serialization;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;
using Identity.Server.Tokens;

namespace Identity.Server.Management.Api;

/// <summary>What clients hold of people: refresh families, by which they come back for tokens.</summary>
internal sealed class GrantResource(GrantDirectory grants, GrantEnds ends, Names names, Guarded guarded) : IResource
{
    public string Tag => "Grants";

    public void Declare(Routes routes)
    {
        var listing = Listing.Plain with
        {
            Filters =
            [
                .. Names.Filters("the one whose it is"),
                Filter.Text("client", "The id of the client that holds it."),
            ],
        };
        routes.List("/grants", Permission.GrantsRead, "List grants, the latest first", listing, ListAsync);
        routes.Delete(
            "/grants/{id}",
            Permission.GrantsWrite,
            "End a grant, with every token that came of it",
            EndAsync,
            Precondition.NotNeeded
        );
    }

    private async Task<Reply<Page<GrantAnswer>>> ListAsync(ListCall list, CancellationToken ct)
    {
        var query = new GrantQuery(list.Take)
        {
            Subjects = await names.MeantAsync(list, ct),
            Client = list.Text("client"),
            After = list.After<Place>()?.Id,
        };
        var found = await grants.ListAsync(query, ct);
        var named = await names.OfAsync(found.Items.Select(grant => grant.Subject), ct);
        return list.Page(found, grant => new Place(grant.Id), grant => GrantAnswer.Of(grant, named));
    }

    private async Task<Reply<Nothing>> EndAsync(Call call, CancellationToken ct)
    {
        if (call.Id() is not { } id || await grants.FindAsync(id, ct) is not { } grant)
            return NoSuch(call["id"]);
        if (await guarded.ActingOnAsync(call, grant.Subject, ct) is { } forbidden)
            return forbidden;
        return await ends.EndAsync(grant, call.Actor.Party, ct) ? Nothing.ToSay : NoSuch(call["id"]);
    }

    private static Problem NoSuch(string id) => Problem.NotFound($"There is no grant '{id}', or it is over.");

    private sealed record Place(Guid Id);
}

/// <summary>A grant, as it is shown.</summary>
internal sealed record GrantAnswer
{
    public required Guid Id { get; init; }
    public required PersonAnswer User { get; init; }
    public required ClientNameAnswer Client { get; init; }
    public required string Scope { get; init; }

    /// <summary>The session that it came of.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? SessionId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset LastUsedAt { get; init; }

    /// <summary>When it ends if it is not used again.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public static GrantAnswer Of(KnownGrant grant, KnownNames named) =>
        new()
        {
            Id = grant.Id,
            User = named.Person(grant.Subject),
            Client = named.Client(grant.ClientId),
            Scope = string.Join(' ', grant.Scopes),
            SessionId = grant.SessionId,
            CreatedAt = grant.CreatedAt,
            LastUsedAt = grant.LastUsedAt,
            ExpiresAt = grant.ExpiresAt,
        };
}
