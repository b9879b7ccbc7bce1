using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Identity.Admin.Management.Wire;

namespace Identity.Admin.Management;

/// <summary>What the server decides about a request or a token, step by step, and why.</summary>
public sealed class Traces(ManagementApi api)
{
    /// <param name="input">An authorize URL, a token, or a correlation id.</param>
    /// <param name="user">Of whom it is asked how they would fare with a request; null for nobody in particular.</param>
    public Task<Answer<Trace>> AskAsync(string input, string? user) =>
        api.DoAsync<Trace>(HttpMethod.Post, "traces", user is null ? new { input } : new { input, user });
}

/// <summary>What came of a trace.</summary>
public sealed record Trace(string Kind, string Verdict, IReadOnlyList<TraceStep> Steps)
{
    public IReadOnlyList<AuditEvent> Events { get; init; } = [];
}

/// <summary>One step that the server takes.</summary>
public sealed record TraceStep(string Title, string Outcome)
{
    /// <summary>What whoever asked was told.</summary>
    [JsonPropertyName("public")]
    public string? Told { get; init; }

    /// <summary>Why really.</summary>
    [JsonPropertyName("private")]
    public string? Reason { get; init; }

    public string? Clause { get; init; }

    public JsonObject? Facts { get; init; }
}
