using Identity.Server.Interactions;
using Identity.Server.Protocol.Authorize;
using Identity.Server.Protocol.Authorize.Answers;
using Identity.Server.Protocol.Wire;
using Identity.Server.Sessions;
using Identity.Server.Tracing;
using Identity.Server.Users;

namespace Identity.Server.Protocol.Tracing.Requests;

/// <summary>Looks ahead from a request that has been read: what its person would be asked, and what the app would be told in the end.</summary>
/// <remarks>Each step is asked of the rule that every page leads back to, as if the person had done what the one before it wanted.</remarks>
internal sealed class Outlook(
    People people,
    BrowserSessions sessions,
    NextSteps next,
    AuthorizationAnswers answers,
    TimeProvider clock
)
{
    private const int MostSteps = 6;

    /// <param name="client">Whose request it is.</param>
    /// <param name="request">The request.</param>
    /// <param name="progress">What has happened to it; null where it comes now.</param>
    /// <param name="user">Of whom it is asked: an id or an e-mail address; null for nobody in particular.</param>
    public async Task<(IReadOnlyList<TraceStep> Steps, string Verdict)> LookAsync(
        AuthorizingClient client,
        AuthorizationRequest request,
        Progress? progress,
        string? user,
        CancellationToken ct
    )
    {
        var way = new Way(client, request, progress ?? new Progress(clock.GetUtcNow()));
        if (user is null)
            return await LookAtNobodyAsync(way, ct);
        if (await people.LookAsync(user, ct) is not { } account)
        {
            return Ended(
                new TraceStep("The person", StepOutcome.Failed) { Private = $"There is no account '{user}'." },
                $"There is no account '{user}', of whom it could be said how they would fare."
            );
        }
        var facts = OfAccount(account);
        if (account.SuspendedAt is not null)
        {
            return Ended(
                new TraceStep("The person", StepOutcome.Failed)
                {
                    Public = "The sign-in page says that the account is suspended.",
                    Private = "The account is suspended: it can neither sign in, nor go on where it was signed in.",
                    Facts = facts,
                },
                $"{account.Person.Email} is suspended, and cannot sign in."
            );
        }
        var session = await sessions.LookAtLatestAsync(account.Person.Id, ct);
        var person = new TraceStep("The person", StepOutcome.Note)
        {
            Private = session is null ? "They are signed in in no browser." : "They are signed in in a browser.",
            Facts = OfSession(facts, session),
        };
        var (steps, verdict) = await LookAtAsync(way, account.Person, session, ct);
        return ([person, .. steps], verdict);
    }

    private async Task<(IReadOnlyList<TraceStep>, string)> LookAtNobodyAsync(Way way, CancellationToken ct)
    {
        var step = await next.FindAsync(way.Request, way.Progress, way.Client.Client, session: null, ct);
        var steps = new List<TraceStep> { NextStepText.Of(step, way.Request, "What comes next", []) };
        if (step is NextStep.Refuse { Why: var why })
            return (steps, VerdictOf(Authorization.ErrorOf(way.Request, why)));
        if (way.Request.Fault is { } fault)
        {
            var sentence = "Whoever is not signed in is asked to sign in first, and the app is told then.";
            return (steps, $"{VerdictOf(new ProtocolError(fault.Code, fault.Description))} {sentence}");
        }
        var (answer, error) = AnswerTo(way);
        steps.Add(answer);
        return error is null
            ? (steps, $"The request is in order. {NextStepText.Sentence(step)}")
            : (steps, $"{NextStepText.Sentence(step)} {VerdictOf(error)}");
    }

    private async Task<(IReadOnlyList<TraceStep>, string)> LookAtAsync(
        Way way,
        Person person,
        Session? session,
        CancellationToken ct
    )
    {
        var steps = new List<TraceStep>();
        var asked = new List<string>();
        var progress = way.Progress;
        for (var taken = 0; taken < MostSteps; taken++)
        {
            var step = await next.FindAsync(way.Request, progress, way.Client.Client, session, ct);
            var facts = step is NextStep.Consent ? await OfConsentAsync(way, session!, ct) : [];
            steps.Add(NextStepText.Of(step, way.Request, taken == 0 ? "What comes next" : "And then", facts));
            switch (step)
            {
                case NextStep.Refuse { Why: var why }:
                    return (steps, VerdictOf(Authorization.ErrorOf(way.Request, why)));
                case NextStep.Answer:
                    var (answer, error) = AnswerTo(way);
                    return ([.. steps, answer], error is null ? VerdictOf(person, asked) : VerdictOf(error));
                case NextStep.ChooseAccount:
                    asked.Add("choosing the account");
                    progress = progress with { AccountChosenAt = progress.VisitedAt };
                    break;
                case NextStep.Consent:
                    asked.Add("allowing it");
                    progress = progress with { ConsentedBy = person.Id };
                    break;
                default:
                    asked.Add("signing in");
                    session = SignedIn(person, progress);
                    break;
            }
        }
        return (steps, "The person is asked again and again, and the app is told nothing.");
    }

    private (TraceStep Step, ProtocolError? Error) AnswerTo(Way way)
    {
        var isRefused = answers.Judge(way.Request, way.Client.Client).Refused(out var error, out var granted);
        var step = new TraceStep("The answer", isRefused ? StepOutcome.Failed : StepOutcome.Passed)
        {
            Public = isRefused
                ? $"{error!.Code}: {error.Description}"
                : $"The app gets {WantedBy(way.Request)} at {way.Client.Address.Uri}.",
            Private = error?.Reason,
            Clause = "RFC 6749 §4.1.2",
            Facts = new TraceFacts()
                .Add("redirect_uri", way.Client.Address.Uri)
                .Add("response_mode", $"{way.Request.ResponseMode}")
                .Add("scope", granted?.All.Names ?? [])
                .Add("api of the token", granted?.Api?.Audience),
        };
        return (step, error);
    }

    private static string WantedBy(AuthorizationRequest request)
    {
        var wanted = new List<string>();
        if (request.Wants(ResponseTypes.Code))
            wanted.Add("a code");
        if (request.Wants(ResponseTypes.IdToken))
            wanted.Add("an ID token");
        if (request.Wants(ResponseTypes.Token))
            wanted.Add("an access token");
        return wanted is [] ? "an answer with nothing in it" : string.Join(" and ", wanted);
    }

    private async Task<TraceFacts> OfConsentAsync(Way way, Session session, CancellationToken ct)
    {
        var allowed = await next.FindAllowedAsync(way.Client.Client, session, ct);
        var wanted = way.Request.ScopesToAllow();
        return new TraceFacts()
            .Add("asked for", wanted)
            .Add("allowed before", allowed ?? [])
            .Add("new", wanted.Except(allowed ?? [], StringComparer.Ordinal));
    }

    private static TraceFacts OfAccount(AccountStanding account) =>
        new TraceFacts()
            .Add("user", account.Person.Id)
            .Add("email", account.Person.Email)
            .Add("email_verified", account.Person.EmailVerified)
            .Add("suspended_at", account.SuspendedAt)
            .Add("last_sign_in_at", account.Person.LastSignInAt);

    private static TraceFacts OfSession(TraceFacts facts, Session? session) =>
        session is null
            ? facts
            : facts
                .Add("session", session.Id)
                .Add("device", session.Device)
                .Add("auth_time", session.AuthTime)
                .Add("amr", session.Amr)
                .Add("session_expires_at", session.ExpiresAt);

    // Whoever has just shown who they are has done so after the browser came with the request.
    private static Session SignedIn(Person person, Progress progress)
    {
        var now = progress.VisitedAt.AddTicks(1);
        return new Session(Guid.Empty, person, now, ["pwd"], Device: "", now, now);
    }

    private static (IReadOnlyList<TraceStep>, string) Ended(TraceStep step, string verdict) => ([step], verdict);

    private static string VerdictOf(ProtocolError error) => $"The app is told {error.Code}: {error.Description}";

    private static string VerdictOf(Person person, List<string> asked) =>
        asked is []
            ? $"The request is in order: the app is answered at once for {person.Email}."
            : $"The request is in order: the app is answered for {person.Email} after {string.Join(" and ", asked)}.";

    /// <summary>A request on its way.</summary>
    private sealed record Way(AuthorizingClient Client, AuthorizationRequest Request, Progress Progress);
}
