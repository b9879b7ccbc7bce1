using System.Diagnostics;
using Identity.Server.Audit;
using Identity.Server.Clients;
using Identity.Server.Protocol.Authorize;
using Identity.Server.Protocol.Wire;
using Identity.Server.Tracing;
using Identity.Server.Users.Throttling;

namespace Identity.Server.Protocol.Tracing.Requests;

/// <summary>Retraces an authorization request: takes the steps of the authorization endpoint with its own code, and none that leaves a mark.</summary>
internal sealed class AuthorizationTracer(
    Arrivals arrivals,
    StoredRequestTracer stored,
    StepFacts facts,
    Outlook outlook,
    RecentRefusals refusals
) : ITracer<PastedRequest>
{
    public async Task<Retraced> TraceAsync(PastedRequest pasted, CancellationToken ct)
    {
        var trace = pasted.Handle is { } handle
            ? await stored.TraceAsync(handle, steps: [], client: null, pasted.User, ct)
            : await TraceQueryAsync(pasted, ct);
        return trace with { Events = await refusals.FindAsync(AuditKind.AuthorizationRefusal, trace.About, ct) };
    }

    private async Task<Retraced> TraceQueryAsync(PastedRequest pasted, CancellationToken ct)
    {
        var watch = new RecordedSteps();
        var read = AuthorizationParameters.Parse(pasted.Query);
        if (read.SeenBy(watch, AuthorizationStep.Parameters).Refused(out var error, out var parameters))
            return Shown(error, Describe(watch, AuthorizationParameters.None));

        var arrival = await arrivals.ReadAsync(parameters, Source.Unknown, watch, ct);
        var steps = Describe(watch, parameters);
        return arrival switch
        {
            Arrival.Unproven unproven => Shown(unproven.Error, steps),
            Arrival.Pushed pushed => await stored.TraceAsync(
                pushed.RequestUri,
                [.. steps.Where(step => step.Outcome != StepOutcome.Skipped)],
                pushed.Client,
                pasted.User,
                ct
            ),
            Arrival.Brought brought => await GoOnAsync(brought, steps, pasted.User, ct),
            _ => throw new UnreachableException(),
        };
    }

    private async Task<Retraced> GoOnAsync(
        Arrival.Brought brought,
        List<TraceStep> steps,
        string? user,
        CancellationToken ct
    )
    {
        var (next, verdict) = await outlook.LookAsync(brought.Client, brought.Request, progress: null, user, ct);
        return new Retraced(TraceKind.Authorization, verdict, [.. steps, .. next])
        {
            About = AuditParty.Client(brought.Client.Client.ClientId),
        };
    }

    private static Retraced Shown(ProtocolError error, List<TraceStep> steps) =>
        new(
            TraceKind.Authorization,
            $"The browser is shown a page that says \"{error.Description}\", and the app is told nothing.",
            steps
        )
        {
            About = error.ClientId is { } client ? AuditParty.Client(client) : null,
        };

    // In the order in which they were taken; what was not come to, behind them.
    private List<TraceStep> Describe(RecordedSteps watch, AuthorizationParameters brought)
    {
        var client = watch.Made<Client>();
        var counting = brought;
        var steps = new List<TraceStep>();
        foreach (var step in watch.Taken)
        {
            steps.Add(Describe(step, counting, client));
            if (step is { Step: AuthorizationStep.RequestObject, Made: AuthorizationParameters opened })
                counting = opened;
        }
        var left = Enum.GetValues<AuthorizationStep>()
            .Where(step => step != AuthorizationStep.PushedRequest && watch.Taken.All(taken => taken.Step != step));
        foreach (var step in left)
        {
            var (title, clause) = StepTitles.Of(step);
            steps.Add(new TraceStep(title, StepOutcome.Skipped) { Clause = clause });
        }
        return steps;
    }

    private TraceStep Describe(RecordedStep step, AuthorizationParameters parameters, Client? client)
    {
        var (title, clause) = StepTitles.Of(step.Step);
        var outcome = step.Error is null ? StepOutcome.Passed : StepOutcome.Failed;
        return new TraceStep(title, outcome)
        {
            Public = step.Error is { } told ? $"{told.Code}: {told.Description}" : null,
            Private = step.Error is { } error ? WhyOf(step.Step, error, parameters, client) : null,
            Clause = clause,
            Facts = facts.Of(step, parameters, client),
        };
    }

    // What is told of an address is always the same; what is different about it is what helps.
    private static string? WhyOf(
        AuthorizationStep step,
        ProtocolError error,
        AuthorizationParameters parameters,
        Client? client
    ) =>
        step == AuthorizationStep.ReturnAddress && parameters[Parameter.RedirectUri] is { } given && client is not null
            ? RedirectDifference.NearestOf(given, client.RedirectUris) is { } nearest
                ? RedirectDifference.Between(given, nearest)
                : "The client has no redirect URI that it could be compared with."
            : error.Reason;
}
