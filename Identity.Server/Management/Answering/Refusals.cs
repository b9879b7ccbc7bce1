using System.Text.Json.Nodes;
using Identity.Server.Audit;
using Identity.Server.Management.Declaring;
using Identity.Server.Management.Wire;

namespace Identity.Server.Management.Answering;

/// <summary>Tells the log what was refused, and the audit whom: those who were not let in, and those who wanted what they may not.</summary>
internal sealed partial class Refusals(RefusalTrail trail, ILogger<Refusals> logger)
{
    /// <param name="caller">Null where nobody knows who it was.</param>
    public void Tell(Operation operation, Caller? caller, Problem problem)
    {
        // What they sent is not repeated: it may be anything.
        var reason = problem.Reason ?? (problem.Permission is { } missing ? $"{missing} is missing" : problem.Title);
        Refused(operation.Method, operation.FullPath, caller?.ToString() ?? "nobody", problem, reason);
        if (problem.Status is StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden)
        {
            trail.Record(
                new AuditEvent(AuditKind.ManagementRefusal, caller?.Party)
                {
                    Refusal = reason,
                    Details = new JsonObject { ["operation"] = $"{operation.Method} {operation.Path}" }.ToJsonString(),
                }
            );
        }
    }

    [LoggerMessage(LogLevel.Information, "{Method} {Path} by {Caller} refused, {Problem}: {Reason}")]
    private partial void Refused(string method, string path, string caller, Problem problem, string reason);
}
