using System.Text.Json.Serialization;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;
using Identity.Server.Sessions;
using Identity.Server.Tokens.Logout;

namespace Identity.Server.Management.Api;

/// <summary>The browsers that people are signed in with.</summary>
internal sealed class SessionResource(SessionDirectory sessions, SessionLogouts logouts, Names names, Guarded guarded)
    : IResource
{
    public string Tag => "Sessions";

    public void Declare(Routes routes)
    {
        var listing = Listing.Plain with
        {
            Filters =
            [
                .. Names.Filters("the one who is signed in"),
                Filter.Text("client", "The id of a client that they were signed in to."),
            ],
        };
        routes.List("/sessions", Permission.SessionsRead, "List sessions, the latest first", listing, ListAsync);
        routes.Get("/sessions/{id}", Permission.SessionsRead, "Read a session", ReadAsync);
        routes.Delete(
            "/sessions/{id}",
            Permission.SessionsWrite,
            "Sign a browser out; its apps are told",
            EndAsync,
            Precondition.NotNeeded
        );
    }

    private async Task<Reply<Page<SessionAnswer>>> ListAsync(ListCall list, CancellationToken ct)
    {
        var query = new SessionQuery(list.Take)
        {
            Users = await names.MeantAsync(list, ct),
            Client = list.Text("client"),
            After = list.After<Place>()?.Id,
        };
        var found = await sessions.ListAsync(query, ct);
        var named = await names.OfAsync(found.Items.Select(session => session.UserId), ct);
        return list.Page(found, session => new Place(session.Id), session => SessionAnswer.Of(session, named));
    }

    private async Task<Reply<SessionAnswer>> ReadAsync(Call call, CancellationToken ct)
    {
        if (await FindAsync(call, ct) is not { } session)
            return NoSuch(call["id"]);
        var named = await names.OfAsync([session.UserId], ct);
        return Reply.Of(SessionAnswer.Of(session, named), $"{session.LastSeenAt.UtcTicks:x}");
    }

    private async Task<Reply<Nothing>> EndAsync(Call call, CancellationToken ct)
    {
        if (await FindAsync(call, ct) is not { } session)
            return NoSuch(call["id"]);
        if (await guarded.ActingOnAsync(call, session.UserId, ct) is { } forbidden)
            return forbidden;
        return await logouts.EndAsync(session.Id, session.UserId, call.Actor.Party, ct) is null
            ? NoSuch(call["id"])
            : Nothing.ToSay;
    }

    private async Task<KnownSession?> FindAsync(Call call, CancellationToken ct) =>
        call.Id() is { } id ? await sessions.FindAsync(id, ct) : null;

    private static Problem NoSuch(string id) => Problem.NotFound($"There is no session '{id}', or it is over.");

    private sealed record Place(Guid Id);
}

/// <summary>A session, as it is shown.</summary>
internal sealed record SessionAnswer
{
    public required Guid Id { get; init; }
    public required PersonAnswer User { get; init; }

    /// <summary>The ids of the clients that it has signed them in to.</summary>
    public required IReadOnlyList<string> Clients { get; init; }
    public required string Device { get; init; }

    /// <summary>Where they signed in from.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Address { get; init; }
    public required DateTimeOffset SignedInAt { get; init; }
    public required DateTimeOffset LastSeenAt { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }

    public static SessionAnswer Of(KnownSession session, KnownNames named) =>
        new()
        {
            Id = session.Id,
            User = named.Person(session.UserId),
            Clients = session.Clients,
            Device = session.Device,
            Address = session.Address?.ToString(),
            SignedInAt = session.SignedInAt,
            LastSeenAt = session.LastSeenAt,
            ExpiresAt = session.ExpiresAt,
        };
}
