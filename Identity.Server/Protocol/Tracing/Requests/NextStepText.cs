using System.Diagnostics;
using Identity.Server.Interactions;
using Identity.Server.Protocol.Authorize;
using Identity.Server.Tracing;

namespace Identity.Server.Protocol.Tracing.Requests;

/// <summary>Puts the next step of a request into words.</summary>
internal static class NextStepText
{
    private const string Clause = "OpenID Connect Core §3.1.2.3";

    public static TraceStep Of(NextStep step, AuthorizationRequest request, string title, TraceFacts facts) =>
        step is NextStep.Refuse { Why: var why } && Authorization.ErrorOf(request, why) is var error
            ? new TraceStep(title, StepOutcome.Failed)
            {
                Public = $"{error.Code}: {error.Description}",
                Private = error.Reason,
                Clause = Clause,
                Facts = facts,
            }
            : new TraceStep(title, step is NextStep.Answer ? StepOutcome.Passed : StepOutcome.Note)
            {
                Public = Sentence(step),
                Clause = Clause,
                Facts = facts,
            };

    public static string Sentence(NextStep step) =>
        step switch
        {
            NextStep.SignIn => "The person is asked to sign in.",
            NextStep.Register => "The person is asked to make an account.",
            NextStep.ChooseAccount => "The person is asked with which account to go on.",
            NextStep.Consent => "The person is asked whether the app may.",
            NextStep.Answer => "The app is answered.",
            _ => throw new UnreachableException($"{step.GetType()}"),
        };
}
