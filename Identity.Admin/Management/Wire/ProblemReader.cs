using System.Net;
using System.Text.Json;

namespace Identity.Admin.Management.Wire;

/// <summary>Reads why the server refused.</summary>
/// <remarks>RFC 9457 §3.1; the members <c>correlation_id</c> and <c>errors</c> are the server's own.</remarks>
internal static class ProblemReader
{
    private const string CorrelationHeader = "X-Correlation-Id";

    public static async Task<Problem> ReadAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        var kind = KindOf(answer.StatusCode);
        var correlation = answer.Headers.TryGetValues(CorrelationHeader, out var ids) ? ids.FirstOrDefault() : null;
        if (kind == ProblemKind.SignedOut)
            return Problem.SignedOut with { CorrelationId = correlation };
        try
        {
            var wire = await JsonSerializer.DeserializeAsync<WireProblem>(
                await answer.Content.ReadAsStreamAsync(ct),
                Json.Options,
                ct
            );
            return new Problem(
                kind,
                wire?.Detail ?? wire?.Title ?? Sentence(kind, answer.StatusCode),
                wire?.CorrelationId ?? correlation
            )
            {
                Errors = wire?.Errors ?? [],
            };
        }
        catch (JsonException)
        {
            // A proxy's page, for example.
            return new Problem(kind, Sentence(kind, answer.StatusCode), correlation);
        }
    }

    private static ProblemKind KindOf(HttpStatusCode status) =>
        status switch
        {
            HttpStatusCode.Unauthorized => ProblemKind.SignedOut,
            HttpStatusCode.Forbidden => ProblemKind.Forbidden,
            HttpStatusCode.NotFound or HttpStatusCode.Gone => ProblemKind.NotFound,
            HttpStatusCode.Conflict => ProblemKind.Conflict,
            HttpStatusCode.PreconditionFailed => ProblemKind.Moved,
            HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest => ProblemKind.Invalid,
            HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout =>
                ProblemKind.Away,
            _ => ProblemKind.Failed,
        };

    private static string Sentence(ProblemKind kind, HttpStatusCode status) =>
        kind switch
        {
            ProblemKind.Away => Problem.Away.Sentence,
            ProblemKind.Forbidden => "You may not do this.",
            ProblemKind.NotFound => "It is not there, or not there any more.",
            ProblemKind.Moved => "Somebody else has changed this in the meantime.",
            _ => $"The server could not do this (status {(int)status}).",
        };

    private sealed record WireProblem(
        string? Title,
        string? Detail,
        string? CorrelationId,
        Dictionary<string, string[]>? Errors
    );
}
