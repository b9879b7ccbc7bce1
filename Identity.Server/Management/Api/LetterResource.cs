using Identity.Server.Audit;
using Identity.Server.Mail;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;
using Identity.Server.Users;

namespace Identity.Server.Management.Api;

/// <summary>Letters to people: what became of them, never what they say.</summary>
internal sealed class LetterResource(LetterHistory letters, People people, Guarded guarded, Changes changes) : IResource
{
    public string Tag => "Letters";

    public void Declare(Routes routes)
    {
        var listing = Listing.Plain with
        {
            Filters =
            [
                Filter.OneOf("state", "How it stands with the letter.", "waiting", "sent", "dead"),
                Filter.Text("recipient", "How the address begins that it is for."),
                Filter.Text("kind", "The name of its template."),
            ],
        };
        routes.List("/letters", Permission.LettersRead, "List letters, the newest first", listing, ListAsync);
        routes.Get("/letters/{id}", Permission.LettersRead, "Read what became of a letter", ReadAsync);
        routes.Do<LetterAnswer>(
            "/letters/{id}/resend",
            Permission.LettersWrite,
            "Try a letter again that was given up",
            StatusCodes.Status202Accepted,
            ResendAsync
        );
        routes.Delete(
            "/letters/{id}",
            Permission.LettersWrite,
            "Delete a letter that has not been sent",
            DeleteAsync,
            Precondition.NotNeeded
        );
    }

    private async Task<Reply<Page<LetterAnswer>>> ListAsync(ListCall list, CancellationToken ct)
    {
        var query = new LetterQuery(list.Take)
        {
            State = list.Text("state") is { } state ? Enum.Parse<LetterState>(state, ignoreCase: true) : null,
            Recipient = list.Text("recipient"),
            Kind = list.Text("kind"),
            After = list.After<LetterPlace>(),
        };
        return list.Page(
            await letters.ListAsync(query, ct),
            letter => new LetterPlace(letter.Id, letter.CreatedAt),
            LetterAnswer.Of
        );
    }

    private async Task<Reply<LetterAnswer>> ReadAsync(Call call, CancellationToken ct) =>
        await FindAsync(call, ct) is { } letter ? Reply.Of(LetterAnswer.Of(letter), VersionOf(letter)) : NoSuch(call);

    private async Task<Reply<LetterAnswer>> ResendAsync(Call call, CancellationToken ct)
    {
        if (await FindAsync(call, ct) is not { } letter)
            return NoSuch(call);
        if (await ForbiddenAsync(call, letter, ct) is { } forbidden)
            return forbidden;
        if (!await letters.ResendAsync(letter.Id, ct))
            return Problem.Conflict("Only a letter that was given up is tried again: this one is sent, or will be.");
        if (await FindAsync(call, ct) is not { } again)
            return NoSuch(call);
        var answer = LetterAnswer.Of(again);
        Tell(AuditKind.LetterResending, call, letter, answer);
        return answer;
    }

    private async Task<Reply<Nothing>> DeleteAsync(Call call, CancellationToken ct)
    {
        if (await FindAsync(call, ct) is not { } letter)
            return NoSuch(call);
        if (await ForbiddenAsync(call, letter, ct) is { } forbidden)
            return forbidden;
        if (!call.IfMatch.Allows(VersionOf(letter)))
            return Problem.PreconditionFailed();
        switch (await letters.DeleteAsync(letter.Id, ct))
        {
            case LetterDeletion.NoSuchLetter:
                return NoSuch(call);
            case LetterDeletion.WasSent:
                return Problem.Conflict("The letter has been sent: it is forgotten with all others of its day.");
            default:
                Tell(AuditKind.LetterDeletion, call, letter, after: null);
                return Nothing.ToSay;
        }
    }

    // A letter may be what warns somebody.
    private async Task<Problem?> ForbiddenAsync(Call call, LetterRecord letter, CancellationToken ct) =>
        await people.FindActiveAsync(letter.Recipient, ct) is { } person
            ? await guarded.ActingOnAsync(call, person.Id, ct)
            : null;

    private async Task<LetterRecord?> FindAsync(Call call, CancellationToken ct) =>
        call.Id() is { } id ? await letters.FindAsync(id, ct) : null;

    private void Tell(string kind, Call call, LetterRecord before, LetterAnswer? after) =>
        changes.Record(call, kind, new AuditParty("letter", before.Id.ToString()), LetterAnswer.Of(before), after);

    private static string VersionOf(LetterRecord letter) => $"{letter.State}-{letter.Attempts}";

    private static Problem NoSuch(Call call) => Problem.NotFound($"There is no letter '{call["id"]}'.");
}

/// <summary>What became of a letter, as it is shown.</summary>
internal sealed record LetterAnswer
{
    public required Guid Id { get; init; }
    public required string Kind { get; init; }

    /// <summary>The address as somebody gave it.</summary>
    public required string Recipient { get; init; }
    public required LetterState State { get; init; }
    public required int Attempts { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null for one that is not tried any more.</summary>
    public required DateTimeOffset? NextAttemptAt { get; init; }
    public required DateTimeOffset? SentAt { get; init; }
    public required string? LastProblem { get; init; }

    public static LetterAnswer Of(LetterRecord letter) =>
        new()
        {
            Id = letter.Id,
            Kind = letter.Kind,
            Recipient = letter.Recipient,
            State = letter.State,
            Attempts = letter.Attempts,
            CreatedAt = letter.CreatedAt,
            NextAttemptAt = letter.State == LetterState.Waiting ? letter.NextAttemptAt : null,
            SentAt = letter.DeliveredAt,
            LastProblem = letter.LastError,
        };
}
