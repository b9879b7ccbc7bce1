using System.Text.Encodings.Web;
using System.Text.Json;
using Identity.Server.Audit;
using Identity.Server.Database.Text;

namespace Identity.Server.Protocol.Wire;

/// <summary>What the refusals of an endpoint are called in the audit.</summary>
internal sealed record RefusalKind(string Name);

/// <summary>Tells log and audit why a request was refused: once, where the answer is written, whatever shape that has.</summary>
/// <remarks>The answer bears the number that both of them know the request by, and nothing of the reason.</remarks>
internal sealed partial class Refusals(RefusalTrail trail, ILogger<Refusals> logger)
{
    public const string NumberHeader = "X-Correlation-Id";

    /// <summary>What a request brought is repeated no further than this: anybody may write anything.</summary>
    private const int LongestDetail = 300;

    // It is data, and no page: what people read is to be readable.
    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="http">The request that is being answered.</param>
    /// <param name="error">Why not.</param>
    /// <param name="person">Who had signed in; null for nobody.</param>
    /// <param name="received">What of the request helps to understand it. Nothing of it is secret.</param>
    public void Tell(
        HttpContext http,
        ProtocolError error,
        Guid? person = null,
        params ReadOnlySpan<KeyValuePair<string, string>> received
    )
    {
        Refused(http.Request.Path, error.Code, error.Reason ?? error.Description);
        http.Response.Headers[NumberHeader] = http.TraceIdentifier;
        if (!error.IsForAudit || KindOf(http, error) is not { } kind)
            return;

        trail.Record(
            new AuditEvent(kind, error.ClientId is { } client ? AuditParty.Client(client) : null)
            {
                Actor = person is { } id ? AuditParty.User(id) : null,
                Refusal = Shorten(error.Reason ?? error.Description),
                Details = Describe(error, received),
            }
        );
    }

    // Who a client is is the same question everywhere.
    private static string? KindOf(HttpContext http, ProtocolError error) =>
        error.Code == "invalid_client"
            ? AuditKind.ClientAuthenticationRefusal
            : http.GetEndpoint()?.Metadata.GetMetadata<RefusalKind>()?.Name;

    private static string Describe(ProtocolError error, ReadOnlySpan<KeyValuePair<string, string>> received)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Parameter.Error] = error.Code,
            [Parameter.ErrorDescription] = Shorten(error.Description),
        };
        foreach (var (name, value) in received)
            details[name] = Shorten(value);
        return JsonSerializer.Serialize(details, Readable);
    }

    private static string Shorten(string text) => Excerpt.Of(text, LongestDetail);

    [LoggerMessage(LogLevel.Information, "{Path} refused with {Code}: {Reason}")]
    private partial void Refused(PathString path, string code, string reason);
}
