using System.Diagnostics;
using Identity.Server.Interactions;
using Identity.Server.Protocol.Authorize.Answers;
using Identity.Server.Protocol.Wire;
using Identity.Server.Sessions;
using Identity.Server.Users.Throttling;

namespace Identity.Server.Protocol.Authorize;

/// <summary>Takes a request to its next step: a page for the person, or the answer for the client.</summary>
/// <remarks>OpenID Connect Core §3.1.2.3 to OpenID Connect Core §3.1.2.6.</remarks>
internal sealed class Authorization(
    PendingRequests requests,
    NextSteps steps,
    AuthorizationAnswers answers,
    Visitors visitors,
    ReturnedAnswers returned
)
{
    public async Task<IResult> ContinueAsync(
        HttpRequest http,
        AuthorizationRequest request,
        PendingRequest? pending,
        AuthorizingClient client,
        CancellationToken ct
    )
    {
        var session = await visitors.SessionAsync(http, ct);
        var progress = pending?.Progress ?? visitors.Arrival();
        switch (await steps.FindAsync(request, progress, client.Client, session, ct))
        {
            case NextStep.Refuse refuse:
                return await EndAsync(pending, ct)
                    ?? await RefuseAsync(http, client, request, ErrorOf(request, refuse.Why), session);
            case NextStep.Answer answer:
                return await EndAsync(pending, ct) ?? await AnswerAsync(http, client, request, answer.Session, ct);
            case var step:
                return pending is null
                    ? await KeepAsync(http, request, begun => ToPage(step, begun.Handle), ct)
                    : ToPage(step, pending.Handle);
        }
    }

    /// <summary>Keeps a request that has come to wait for its person, and sends the browser on.</summary>
    public async Task<IResult> KeepAsync(
        HttpRequest http,
        AuthorizationRequest request,
        Func<PendingRequest, IResult> next,
        CancellationToken ct
    )
    {
        var source = new Source(http.HttpContext.Connection.RemoteIpAddress, Device: null);
        return await requests.BeginAsync(request, visitors.Recognise(http), source, ct) switch
        {
            BegunRequest.Waiting waiting => next(waiting.Request),
            BegunRequest.TooOften tooOften => new TooOftenPage(tooOften.RetryAfter),
            var unknown => throw new UnreachableException($"{unknown.GetType()}"),
        };
    }

    private ValueTask<IResult> RefuseAsync(
        HttpRequest http,
        AuthorizingClient client,
        AuthorizationRequest request,
        ProtocolError error,
        Session? session
    )
    {
        var context = http.HttpContext;
        return returned.RefuseAsync(context, client, request, error, session?.Person.Id, context.RequestAborted);
    }

    private async Task<IResult> AnswerAsync(
        HttpRequest http,
        AuthorizingClient client,
        AuthorizationRequest request,
        Session session,
        CancellationToken ct
    )
    {
        var answer = returned.Begin(request.State);
        return (await answers.MakeAsync(request, session, client.Client, answer, ct)).Refused(
            out var error,
            out var made
        )
            ? await RefuseAsync(http, client, request, error, session)
            : await returned.SendAsync(
                client.Client,
                AnswerRoute.Of(client.Address, request),
                made.Add(Parameter.SessionState, visitors.SessionStateFor(request, session)),
                ct
            );
    }

    // Of two tabs that come to the end together, one answers; the other is told that it is over.
    private async Task<IResult?> EndAsync(PendingRequest? pending, CancellationToken ct) =>
        pending is null || await requests.AnswerAsync(pending, ct) ? null : StartAgain(pending.Handle);

    /// <summary>Where a browser goes whose request is over, or was never its own.</summary>
    /// <param name="handle">What the browser came with, whatever that is: the page knows whose app it was, for the right browser.</param>
    public static IResult StartAgain(string? handle) =>
        new SeeOther(
            handle is null ? "/start-again" : $"/start-again?request={Uri.EscapeDataString(handle)}",
            outcome: "start_again"
        );

    private static SeeOther ToPage(NextStep step, string handle)
    {
        var (page, outcome) = step switch
        {
            NextStep.SignIn => ("/signin", "login"),
            NextStep.Register => ("/register", "register"),
            NextStep.ChooseAccount => ("/select-account", "select_account"),
            NextStep.Consent => ("/consent", "consent"),
            _ => throw new UnreachableException($"{step.GetType()}"),
        };
        return new SeeOther($"{page}?request={handle}", outcome);
    }

    /// <summary>What a client is told whose request ends without what it asked for.</summary>
    /// <remarks>OpenID Connect Core §3.1.2.6. That a question would be needed is what a client asks with prompt=none.</remarks>
    public static ProtocolError ErrorOf(AuthorizationRequest request, Refusal why) =>
        why switch
        {
            Refusal.Faulty when request.Fault is { } fault => new ProtocolError(fault.Code, fault.Description)
            {
                Reason = fault.Reason,
            },
            Refusal.Denied => new ProtocolError("access_denied", "The person refused."),
            Refusal.LoginRequired => new ProtocolError("login_required", "The person must sign in.")
            {
                IsForAudit = false,
            },
            Refusal.AnotherPerson => new ProtocolError("login_required", "Another person has signed in."),
            Refusal.ConsentRequired => new ProtocolError("consent_required", "The person must be asked for consent.")
            {
                IsForAudit = false,
            },
            Refusal.AccountSelectionRequired => new ProtocolError(
                "account_selection_required",
                "The person must choose an account."
            )
            {
                IsForAudit = false,
            },
            _ => throw new UnreachableException($"{why}"),
        };
}
