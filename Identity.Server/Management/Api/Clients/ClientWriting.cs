using Identity.Server.Audit;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Clients.Administration;
using Identity.Server.Clients.Metadata;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Wire;
using Identity.Server.Tokens;

namespace Identity.Server.Management.Api.Clients;

/// <summary>What a call changes of clients: registering, changing and deleting them.</summary>
internal sealed class ClientWriting(
    ClientAdministration administration,
    CalledClients called,
    ClientReading reading,
    ClientSurroundings around,
    Changes changes
)
{
    public async Task<Reply<NewClientAnswer>> CreateAsync(Call call, NewClientBody body, CancellationToken ct)
    {
        if (reading.ReadNew(body.Json).Refused(out var problem, out var asked))
            return problem;
        if (CalledClients.WhyNotManaging(call, asked.Client.Scopes) is { } forbidden)
            return forbidden;
        await around.EnsureKeysAsync(asked.Client.Metadata, ct);
        var id = asked.Client.ClientId;
        var edit = await administration.CreateAsync(asked, ct);
        if (edit is not ClientEdit.Done done)
            return CalledClients.ProblemOf(edit, id);

        var made = new CalledClient(done.Client, []);
        changes.Record(call, AuditKind.ClientCreation, AuditParty.Client(id), before: null, made.Show());
        return Reply.Created(
            NewClientAnswer.Of(done.Client, around.Handover(done.Secret)),
            $"/clients/{Reply.Segment(id)}",
            made.Version
        );
    }

    public async Task<Reply<ClientAnswer>> ChangeAsync(Call call, ClientPatch patch, CancellationToken ct)
    {
        if ((await called.FindToChangeAsync(call, ct)).Refused(out var problem, out var found))
            return problem;
        if (!call.IfMatch.Allows(found.Version))
            return Problem.PreconditionFailed();
        if (reading.ReadChanged(found, patch.Json).Refused(out problem, out var asked))
            return problem;
        if (CalledClients.WhyNotManaging(call, asked.Client.Scopes) is { } forbidden)
            return forbidden;
        await around.EnsureKeysAsync(asked.Client.Metadata, ct);
        var id = found.Client.ClientId;
        // What was looked at is what is changed, also where any version will do: a patch is laid over what there is.
        var edit = await administration.ChangeAsync(asked, found.Client.Version, ct);
        if (edit is ClientEdit.Moved && call.IfMatch.Pin(found.Version) is null)
            return await ChangeAsync(call, patch, ct);
        if (edit is not ClientEdit.Done done)
            return CalledClients.ProblemOf(edit, id);

        var changed = found with { Client = done.Client };
        if (changed.Version != found.Version)
            changes.Record(call, AuditKind.ClientChange, AuditParty.Client(id), found.Show(), changed.Show());
        return Reply.Of(changed.Show(), changed.Version);
    }

    public async Task<Reply<Nothing>> DeleteAsync(Call call, CancellationToken ct)
    {
        if ((await called.FindToChangeAsync(call, ct)).Refused(out var problem, out var found))
            return problem;
        if (!call.IfMatch.Allows(found.Version))
            return Problem.PreconditionFailed();
        var id = found.Client.ClientId;
        if (await around.WhoNeedsAsync(id, ct) is { } profile)
            return Problem.Conflict($"The profile '{profile}' needs this client. Delete the profile first.");
        if (await around.DeleteAsync(id, call.IfMatch.Pin(found.Client.Version), ct) is { } refused)
            return CalledClients.ProblemOf(refused, id);
        changes.Record(call, AuditKind.ClientDeletion, AuditParty.Client(id), found.Show(), after: null);
        return Nothing.ToSay;
    }
}

/// <summary>What clients have to do with beside their own room.</summary>
internal sealed class ClientSurroundings(
    ResponseKeys keys,
    ClientDeletion deletion,
    AccountProfileRegistry profiles,
    Issuer issuer
)
{
    /// <summary>Sees to it that there is a key for whatever it wants to be answered with.</summary>
    public Task EnsureKeysAsync(ClientMetadata metadata, CancellationToken ct) => keys.EnsureAsync(metadata, ct);

    public Task<ClientEdit?> DeleteAsync(string clientId, string? version, CancellationToken ct) =>
        deletion.DeleteAsync(clientId, version, ct);

    /// <returns>A profile that signs people in by the client; null where there is none.</returns>
    public async Task<string?> WhoNeedsAsync(string clientId, CancellationToken ct) =>
        (await profiles.ListAsync(ct)).FirstOrDefault(profile => profile.Client.Id == clientId)?.Name;

    public ClientHandoverShape Handover(string? secret) =>
        new()
        {
            ClientSecret = secret,
            Issuer = issuer.Value,
            OpenidConfiguration = issuer.Endpoint(Issuer.ConfigurationPath),
        };
}
