using System.Text;
using Identity.Server.Audit;
using Identity.Server.Management.Answering;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;
using Identity.Server.Roles;

namespace Identity.Server.Management.Api;

/// <summary>What happened.</summary>
internal sealed class AuditResource(AuditStorage audit, Names names, TimeProvider clock) : IResource
{
    private static readonly Listing Listing = Listing.Plain with
    {
        Filters =
        [
            Filter.Time("since", "The first moment that counts."),
            Filter.Time("until", "The first moment that does not."),
            Filter.OneOf("kind", "What was done, or tried.", [.. AuditKind.All.Order(StringComparer.Ordinal)]),
            Filter.Id("user", "The id of somebody who did it, or to whom it was done."),
            Filter.Text("client", "Likewise a client's id."),
            Filter.Text(
                "actor",
                "Who did it to somebody else, as `user:` and an id, `client:` and an id, `console:` and a name."
            ),
            Filter.OneOf("outcome", "What came of it.", AuditOutcome.Done, AuditOutcome.Refused),
            Filter.Text("correlation_id", "The number that an answer, a log line or an error page names."),
        ],
    };

    public string Tag => "Audit";

    public void Declare(Routes routes)
    {
        routes.List("/audit", Permission.AuditRead, "List what happened, the latest first", Listing, ListAsync);
        routes.Export(
            "/audit.csv",
            Permission.AuditRead,
            "Write what happened to a file, the latest first",
            "text/csv; charset=utf-8",
            Listing,
            ExportAsync
        );
        routes.List(
            "/audit-kinds",
            Permission.AuditRead,
            "List the kinds of events",
            new Listing("name"),
            ListKindsAsync
        );
    }

    private async Task<Reply<Page<AuditAnswer>>> ListAsync(ListCall list, CancellationToken ct)
    {
        if (QueryOf(list).Refused(out var problem, out var query))
            return problem;
        var found = await audit.ListAsync(query with { After = list.After<AuditPlace>() }, ct);
        var named = await names.OfAsync(found.Items, ct);
        return list.Page(found, AuditPlace.Of, entry => AuditAnswer.Of(entry, named));
    }

    private Task<Reply<Export>> ExportAsync(ListCall list, CancellationToken ct) => Task.FromResult(Export(list));

    private Reply<Export> Export(ListCall list)
    {
        if (QueryOf(list).Refused(out var problem, out var query))
            return problem;
        var name = $"audit-{clock.GetUtcNow():yyyy-MM-dd}.csv";
        return new Export(name, (body, ct) => WriteAsync(query, body, ct));
    }

    private static Task<Reply<Page<AuditKindAnswer>>> ListKindsAsync(ListCall list, CancellationToken ct)
    {
        Reply<Page<AuditKindAnswer>> page = list.PageOfAll(
            AuditKind.All,
            kind => kind,
            kind => new AuditKindAnswer(kind)
        );
        return Task.FromResult(page);
    }

    private async Task WriteAsync(AuditQuery query, Stream body, CancellationToken ct)
    {
        await using var writer = new StreamWriter(
            body,
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            leaveOpen: true
        );
        await writer.WriteAsync(
            CsvRow.Of("at", "kind", "actor", "target", "outcome", "refusal", "address", "correlation_id", "details")
        );
        await foreach (var entry in audit.StreamAsync(query, ct))
        {
            await writer.WriteAsync(
                CsvRow.Of(
                    entry.At.UtcDateTime.ToString("O"),
                    entry.Kind,
                    entry.Actor,
                    entry.Target,
                    AuditOutcome.Of(entry),
                    entry.Refusal,
                    entry.Address?.ToString(),
                    entry.Correlation,
                    entry.Details
                )
            );
        }
    }

    private Checked<AuditQuery> QueryOf(ListCall list)
    {
        AuditParty? actor = null;
        if (list.Text("actor") is { } text && (actor = AuditParty.Read(text)) is null)
            return new(Problem.Invalid("actor", "'actor' must say what it is and which, as user:0190…."));
        AuditParty? user = list.Id("user") is { } id ? AuditParty.User(id) : null;
        AuditParty? client = list.Text("client") is { } name ? AuditParty.Client(name) : null;
        // Events of this moment may have the time of another node's clock.
        var query = new AuditQuery(
            list.Time("since") ?? DateTimeOffset.UnixEpoch,
            list.Time("until") ?? clock.GetUtcNow().AddDays(1),
            list.Take
        )
        {
            Kind = list.Text("kind"),
            Party = user ?? client,
            OtherParty = user is null ? null : client,
            Actor = actor,
            Refused = list.Text("outcome") is { } outcome ? outcome == AuditOutcome.Refused : null,
            Correlation = list.Text("correlation_id"),
        };
        return new(query);
    }
}

/// <summary>A kind of event.</summary>
internal sealed record AuditKindAnswer(string Name);
