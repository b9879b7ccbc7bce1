using Identity.Server.Clients;
using Identity.Server.Sessions;

namespace Identity.Server.Interactions;

/// <summary>Why a request ends without what it asked for.</summary>
internal enum Refusal
{
    /// <summary>The person said no.</summary>
    Denied,

    /// <summary>Nobody, or somebody else, is signed in, and the client wanted no question.</summary>
    LoginRequired,

    /// <inheritdoc cref="LoginRequired"/>
    ConsentRequired,

    /// <inheritdoc cref="LoginRequired"/>
    AccountSelectionRequired,

    /// <summary>Somebody signed in, and the client had asked for another.</summary>
    AnotherPerson,

    /// <summary>The request was not in order.</summary>
    Faulty,
}

/// <summary>What must happen next with an authorization request. A pure function of what is known; every page leads back to it.</summary>
/// <remarks>OpenID Connect Core §3.1.2.3 and OpenID Connect Core §3.1.2.4.</remarks>
internal abstract record NextStep
{
    /// <summary>The person shows who they are, be it again.</summary>
    public sealed record SignIn : NextStep;

    /// <summary>The person makes an account.</summary>
    public sealed record Register : NextStep;

    /// <summary>The person says with which account to go on.</summary>
    public sealed record ChooseAccount : NextStep;

    /// <summary>The person is asked what the client may do.</summary>
    public sealed record Consent : NextStep;

    /// <summary>Everything is there.</summary>
    public sealed record Answer(Session Session) : NextStep;

    public sealed record Refuse(Refusal Why) : NextStep;

    /// <param name="request">What is asked for.</param>
    /// <param name="progress">What the person has done about it.</param>
    /// <param name="client">Who asks.</param>
    /// <param name="session">Who is signed in in this browser; null for nobody.</param>
    /// <param name="allowed">The scopes that this person has allowed this client before; null for none.</param>
    /// <param name="now">The time.</param>
    public static NextStep For(
        AuthorizationRequest request,
        Progress progress,
        Client client,
        Session? session,
        string[]? allowed,
        DateTimeOffset now
    )
    {
        if (progress.RefusedAt is not null)
            return new Refuse(Refusal.Denied);
        // RFC 9700 §4.11.2: nobody is sent to a client before they have signed in, not even with a refusal.
        if (request.Fault is not null)
            return session is null && !request.Asks(Prompts.None) ? new SignIn() : new Refuse(Refusal.Faulty);
        if (SignInStep(request, progress, session, now) is { } signIn)
            return request.Asks(Prompts.None) ? new Refuse(Refusal.LoginRequired) : signIn;
        if (MustChoose(request, progress, session!))
        {
            return request.Asks(Prompts.None) ? new Refuse(Refusal.AccountSelectionRequired) : new ChooseAccount();
        }
        if (MustConsent(request, progress, client, session!, allowed))
            return request.Asks(Prompts.None) ? new Refuse(Refusal.ConsentRequired) : new Consent();
        return new Answer(session!);
    }

    private static NextStep? SignInStep(
        AuthorizationRequest request,
        Progress progress,
        Session? session,
        DateTimeOffset now
    )
    {
        if (session is null)
            return request.Asks(Prompts.Create) ? new Register() : new SignIn();
        // Whoever has just shown who they are is not sent round again, however short max_age is.
        var isFresh = session.AuthTime > progress.VisitedAt;
        if (request.Subject is { } wanted && wanted != session.Person.Id)
            return isFresh ? new Refuse(Refusal.AnotherPerson) : new SignIn();
        if (isFresh)
            return null;
        if (request.Asks(Prompts.Create))
            return new Register();
        if (request.Asks(Prompts.Login))
            return new SignIn();
        return request.MaxAge is { } age && now - session.AuthTime > TimeSpan.FromSeconds(age) ? new SignIn() : null;
    }

    // Who has just signed in has chosen by that.
    private static bool MustChoose(AuthorizationRequest request, Progress progress, Session session) =>
        request.Asks(Prompts.SelectAccount)
        && progress.AccountChosenAt is null
        && session.AuthTime <= progress.VisitedAt;

    private static bool MustConsent(
        AuthorizationRequest request,
        Progress progress,
        Client client,
        Session session,
        string[]? allowed
    )
    {
        if (progress.ConsentedBy == session.Person.Id)
            return false;
        if (request.Asks(Prompts.Consent))
            return true;
        if (client.IsFirstParty)
            return false;
        if (client.IsPublic && !IsOwned(request.RedirectUri))
            return true;
        return allowed is null || request.ScopesToAllow().Except(allowed, StringComparer.Ordinal).Any();
    }

    // RFC 8252 §8.6: any app on a device can take a private scheme or a loopback port, so a client without a secret is not
    // let through there because it was once.
    private static bool IsOwned(string redirectUri) =>
        Uri.TryCreate(redirectUri, UriKind.Absolute, out var uri)
        && uri.Scheme is "https" or "http"
        && uri.HostNameType == UriHostNameType.Dns;
}
