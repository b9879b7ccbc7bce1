using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Identity.Server.Hosting.Wire;

namespace Identity.Server.Management.Wire;

/// <summary>Writes problems, in the one shape that all of this API has for them.</summary>
/// <remarks>RFC 9457 §3.</remarks>
internal static class ProblemWriter
{
    public const string MediaType = "application/problem+json";

    /// <summary>By which the log's lines and the audit's events about a call are found.</summary>
    public const string CorrelationHeader = "X-Correlation-Id";

    public static Task WriteAsync(HttpContext http, Problem problem)
    {
        var response = http.Response;
        if (problem.Challenge is { } challenge)
            response.Headers.WWWAuthenticate = challenge;
        if (problem.RetryAfter is { } wait)
        {
            var seconds = (int)Math.Max(1, Math.Ceiling(wait.TotalSeconds));
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }
        response.Headers[CorrelationHeader] = http.TraceIdentifier;
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new ProblemDocument
            {
                Type = problem.Type,
                Title = problem.Title,
                Status = problem.Status,
                Detail = problem.Detail,
                CorrelationId = http.TraceIdentifier,
                Permission = problem.Permission?.Name,
                Errors = problem.Errors,
            },
            ManagementJson.Options
        );
        if (!HttpMethods.IsHead(http.Request.Method))
            return PrivateAnswer.WriteAsync(response, problem.Status, MediaType, body);
        response.ContentType = MediaType;
        PrivateAnswer.WriteEmpty(response, problem.Status);
        return Task.CompletedTask;
    }
}

/// <summary>A problem as it is on the wire.</summary>
internal sealed record ProblemDocument
{
    public required string Type { get; init; }
    public required string Title { get; init; }
    public required int Status { get; init; }
    public required string Detail { get; init; }
    public required string CorrelationId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Permission { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors { get; init; }
}
