using System.Buffers.Text;
using Identity.Server.Audit;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Resources.Administration;
using Identity.Server.Roles;

namespace Identity.Server.Management.Api.Apis;

/// <summary>The secrets that are shared with an API, each of which is told once.</summary>
internal sealed class ApiSecretResource(ApiAdministration apis, Changes changes) : IResource
{
    private static readonly TimeSpan UsualOverlap = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestOverlap = TimeSpan.FromDays(365);

    public string Tag => "APIs";

    public void Declare(Routes routes)
    {
        routes.Create<NewApiSecretBody, NewApiSecretAnswer>(
            "/apis/{audience}/secrets",
            Permission.ApisWrite,
            "Give an API a new secret, which signs from now on",
            CreateAsync
        );
        routes.Delete(
            "/apis/{audience}/secrets/{id}",
            Permission.ApisWrite,
            "Take an older secret from an API",
            DeleteAsync,
            Precondition.NotNeeded
        );
    }

    private async Task<Reply<NewApiSecretAnswer>> CreateAsync(Call call, NewApiSecretBody asked, CancellationToken ct)
    {
        var audience = call[ApiResource.Segment];
        if (asked.OverlapSeconds > LongestOverlap)
            return Problem.Invalid("overlap_seconds", "The older secrets stay good for a year at most.");
        var before = await apis.FindAsync(audience, ct);
        var edit = await apis.AddSecretAsync(audience, asked.OverlapSeconds ?? UsualOverlap, ct);
        if (edit is not ApiEdit.Done { Secret: { } secret } done)
            return ApiResource.ProblemOf(edit, audience);
        Record(call, AuditKind.ApiSecretCreation, before, done.Api);
        var made = done.Api.Secrets[0];
        return Reply.Created(
            new NewApiSecretAnswer(made.Id, Base64Url.EncodeToString(secret)),
            $"/apis/{Reply.Segment(audience)}/secrets/{made.Id}"
        );
    }

    private async Task<Reply<Nothing>> DeleteAsync(Call call, CancellationToken ct)
    {
        var audience = call[ApiResource.Segment];
        var before = await apis.FindAsync(audience, ct);
        if (before is null)
            return ApiResource.ProblemOf(new ApiEdit.NoSuch(), audience);
        if (call.Id() is not { } id)
            return NoSuch(call["id"]);
        switch (await apis.RemoveSecretAsync(audience, id, ct))
        {
            case ApiEdit.Done done:
                Record(call, AuditKind.ApiSecretDeletion, before, done.Api);
                return Nothing.ToSay;
            case ApiEdit.NoSuch:
                return NoSuch(call["id"]);
            case var refused:
                return ApiResource.ProblemOf(refused, audience);
        }
    }

    private void Record(Call call, string kind, AdministeredApi? before, AdministeredApi after) =>
        changes.Record(
            call,
            kind,
            ApiResource.PartyOf(after.Audience),
            new { Secrets = (before?.Secrets ?? []).Select(ApiSecretAnswer.Of).ToList() },
            new { Secrets = after.Secrets.Select(ApiSecretAnswer.Of).ToList() }
        );

    private static Problem NoSuch(string id) => Problem.NotFound($"The API has no secret '{id}'.");
}

/// <summary>How a new secret is to be.</summary>
internal sealed record NewApiSecretBody
{
    /// <summary>How long tokens that are signed with the older ones are still good; a day where it is left out.</summary>
    public TimeSpan? OverlapSeconds { get; init; }
}

/// <summary>A new secret in base64url, which nobody can read again.</summary>
internal sealed record NewApiSecretAnswer(Guid Id, string Secret)
{
    public override string ToString() => $"secret {Id}";
}
