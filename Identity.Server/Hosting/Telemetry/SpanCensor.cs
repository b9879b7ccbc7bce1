using System.Collections.Frozen;
using System.Diagnostics;
using OpenTelemetry;

namespace Identity.Server.Hosting.Telemetry;

/// <summary>Lets out of a span only what is known to be harmless: a new version of a library adds nothing to it unseen.</summary>
/// <remarks>
/// Statements of SQL are shown as they were prepared; their values are elsewhere. Whose request it was, and from where,
/// the audit knows, which is found by the number of the trace.
/// </remarks>
internal sealed class SpanCensor : BaseProcessor<Activity>
{
    private static readonly FrozenSet<string> Harmless =
    [
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "url.scheme",
        "network.protocol.version",
        "error.type",
        "db.system.name",
        "db.namespace",
        "db.operation.name",
        "db.collection.name",
        "db.query.text",
        "db.response.status_code",
        "db.npgsql.prepared",
        "db.npgsql.rows",
        "job.name",
    ];

    public override void OnEnd(Activity data)
    {
        foreach (var (name, _) in data.TagObjects.ToArray())
        {
            if (!Harmless.Contains(name))
                data.SetTag(name, value: null);
        }
        foreach (var (name, _) in data.Baggage.ToArray())
            data.SetBaggage(name, value: null);
    }
}
