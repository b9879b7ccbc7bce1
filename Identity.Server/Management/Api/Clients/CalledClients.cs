using Identity.Server.Clients.Administration;
using Identity.Server.Database.Documents;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Wire;
using Identity.Server.Resources;
using Identity.Server.Roles;

namespace Identity.Server.Management.Api.Clients;

/// <summary>A client that a call is about, with its roles.</summary>
internal sealed record CalledClient(AdministeredClient Client, IReadOnlyList<Role> Roles)
{
    /// <summary>Of the answer that shows it.</summary>
    public string Version => ContentVersion.Of([Client.Version, .. RoleNames]);

    public IEnumerable<string> RoleNames => Roles.Select(role => role.Name).Order(StringComparer.Ordinal);

    public ClientAnswer Show() => ClientAnswer.Of(Client, RoleNames);
}

/// <summary>Finds the client that a call is about, and says whether whoever calls may touch it.</summary>
internal sealed class CalledClients(ClientDirectory clients, RoleMembers members)
{
    public const string Segment = "client_id";

    public Task<Checked<CalledClient>> FindAsync(Call call, CancellationToken ct) => FindAsync(call[Segment], ct);

    public async Task<Checked<CalledClient>> FindAsync(string clientId, CancellationToken ct) =>
        await clients.FindAsync(clientId, ct) is { } client
            ? new Checked<CalledClient>(new CalledClient(client, await members.OfClientAsync(clientId, ct)))
            : new Checked<CalledClient>(Problem.NotFound($"There is no client '{clientId}'."));

    /// <summary>Finds it for a change: whoever touches a client holds what it holds, and all there is where it may manage this server.</summary>
    public async Task<Checked<CalledClient>> FindToChangeAsync(Call call, CancellationToken ct)
    {
        var called = await FindAsync(call, ct);
        if (called.Refused(out _, out var found))
            return called;
        return WhyNotChange(call, found) is { } problem ? new Checked<CalledClient>(problem) : called;
    }

    /// <summary>As <see cref="FindToChangeAsync"/>, of a client that something else brings along.</summary>
    public async Task<Problem?> WhyNotChangeAsync(Call call, string clientId, CancellationToken ct) =>
        (await FindAsync(clientId, ct)).Refused(out var problem, out var found) ? problem : WhyNotChange(call, found);

    /// <param name="scopes">What a client may ask for, or is to be allowed to.</param>
    public static Problem? WhyNotManaging(Call call, IEnumerable<string> scopes) =>
        scopes.Contains(BuiltInApi.ManagementScope, StringComparer.Ordinal)
        && RaisingRules.HandlingManagingClient(call.Actor) is { } forbidden
            ? Problem.Forbidden(forbidden)
            : null;

    private static Problem? WhyNotChange(Call call, CalledClient found) =>
        RaisingRules.ActingOn(call.Actor, found.Roles) is { } forbidden
            ? Problem.Forbidden(forbidden)
            : WhyNotManaging(call, found.Client.Client.Scopes);

    /// <summary>Why a room did not do it.</summary>
    public static Problem ProblemOf(ClientEdit edit, string clientId) =>
        edit switch
        {
            ClientEdit.NoSuch => Problem.NotFound($"There is no client '{clientId}'."),
            ClientEdit.Moved => Problem.PreconditionFailed(),
            ClientEdit.InTheWay way => Problem.Conflict(way.Why),
            ClientEdit.Invalid invalid => DocumentProblems.ByMember(invalid.Problems),
            _ => throw new InvalidOperationException($"{edit}"),
        };
}
