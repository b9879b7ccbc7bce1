using System.Text.Json.Serialization;
using Identity.Server.Audit;
using Identity.Server.Clients.Administration;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;

namespace Identity.Server.Management.Api.Clients;

/// <summary>The secrets of a client, each of which is told once.</summary>
internal sealed class ClientSecretResource(
    CalledClients called,
    ClientAdministration administration,
    Changes changes,
    TimeProvider clock
) : IResource
{
    private static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(365);

    public string Tag => "Clients";

    public void Declare(Routes routes)
    {
        routes.Create<NewSecretBody, NewSecretAnswer>(
            "/clients/{client_id}/secrets",
            Permission.ClientsWrite,
            "Give a client one more secret",
            CreateAsync
        );
        routes.Delete(
            "/clients/{client_id}/secrets/{id}",
            Permission.ClientsWrite,
            "Take a secret from a client",
            DeleteAsync,
            Precondition.NotNeeded
        );
    }

    private async Task<Reply<NewSecretAnswer>> CreateAsync(Call call, NewSecretBody asked, CancellationToken ct)
    {
        if ((await called.FindToChangeAsync(call, ct)).Refused(out var problem, out var found))
            return problem;
        var wrong = new Invalid()
            .Add("expires_at", asked.ExpiresAt <= clock.GetUtcNow() ? "'expires_at' must be in the future." : null)
            .Add(
                "overlap_seconds",
                asked.OverlapSeconds > LongestOverlap ? "The older secrets stay good for a year at most." : null
            );
        if (!wrong.IsEmpty)
            return wrong.ToProblem();

        var id = found.Client.ClientId;
        var edit = await administration.AddSecretAsync(id, asked.ExpiresAt, asked.OverlapSeconds, ct);
        if (edit is not ClientEdit.Done { Secret: { } secret } done)
            return CalledClients.ProblemOf(edit, id);
        Record(call, AuditKind.ClientSecretCreation, found, done.Client);
        var made = done.Client.Secrets[0];
        return Reply.Created(
            new NewSecretAnswer(made.Id, secret) { ExpiresAt = made.ExpiresAt },
            $"/clients/{Reply.Segment(id)}/secrets/{made.Id}"
        );
    }

    private async Task<Reply<Nothing>> DeleteAsync(Call call, CancellationToken ct)
    {
        if ((await called.FindToChangeAsync(call, ct)).Refused(out var problem, out var found))
            return problem;
        var id = found.Client.ClientId;
        if (call.Id() is not { } secretId)
            return NoSuch(call["id"]);
        switch (await administration.RemoveSecretAsync(id, secretId, ct))
        {
            case ClientEdit.Done done:
                Record(call, AuditKind.ClientSecretDeletion, found, done.Client);
                return Nothing.ToSay;
            case ClientEdit.NoSuch:
                return NoSuch(call["id"]);
            case var refused:
                return CalledClients.ProblemOf(refused, id);
        }
    }

    private void Record(Call call, string kind, CalledClient before, AdministeredClient after) =>
        changes.Record(
            call,
            kind,
            AuditParty.Client(after.ClientId),
            new { Secrets = before.Client.Secrets.Select(SecretAnswer.Of).ToList() },
            new { Secrets = after.Secrets.Select(SecretAnswer.Of).ToList() }
        );

    private static Problem NoSuch(string id) => Problem.NotFound($"The client has no secret '{id}'.");
}

/// <summary>How a new secret is to be.</summary>
internal sealed record NewSecretBody
{
    /// <summary>Null, or left out, for one that stays good.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How long the older ones stay good; as long as they would where it is left out.</summary>
    public TimeSpan? OverlapSeconds { get; init; }
}

/// <summary>A new secret, which nobody can read again.</summary>
internal sealed record NewSecretAnswer(Guid Id, string ClientSecret)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ExpiresAt { get; init; }

    public override string ToString() => $"secret {Id}";
}
