using Identity.Server.Clients;
using Identity.Server.Interactions;
using Identity.Server.Users;
using Microsoft.AspNetCore.WebUtilities;

namespace Identity.Server.Pages.Requests;

/// <summary>The authorization request that a page is shown for. Every address of a page that it leads to carries its handle.</summary>
/// <param name="Client">Who asks.</param>
/// <param name="Step">What must happen next.</param>
/// <param name="IsForAnother">Whether the person has said that they want another account than the one that is signed in.</param>
internal sealed record WaitingRequest(PendingRequest Pending, Client Client, NextStep Step, bool IsForAnother)
{
    /// <summary>What the query calls it.</summary>
    public const string Parameter = "request";

    /// <summary>What the query says of <see cref="IsForAnother"/>.</summary>
    public const string AnotherParameter = "another";

    private const string Resume = "/connect/authorize/resume";

    public AuthorizationRequest Request => Pending.Request;

    public AppFace App => AppFace.Of(Client);

    /// <summary>Where every page leads when its one thing is done.</summary>
    public string ResumeAddress => With(Resume);

    /// <summary>Whether it is for a form to find out who this is.</summary>
    public bool WantsSignIn =>
        Step is NextStep.SignIn or NextStep.Register
        || (IsForAnother && Step is NextStep.ChooseAccount or NextStep.Consent);

    /// <summary>The address that the client believes to be the person's; a hint that is something else is left alone.</summary>
    /// <remarks>OpenID Connect Core §3.1.2.1, login_hint.</remarks>
    public string? EmailHint => Request.LoginHint is { } hint && CanonicalEmail.Of(hint) is not null ? hint : null;

    /// <summary>Whether the client may have this person in mind: it has named them, or nobody.</summary>
    public bool MayMean(Person person) =>
        (Request.Subject is null || Request.Subject == person.Id)
        && (EmailHint is not { } hint || CanonicalEmail.Of(hint) == CanonicalEmail.Of(person.Email));

    /// <summary>A page of ours, on behalf of this request.</summary>
    public string On(string path) => IsForAnother ? $"{With(path)}&{AnotherParameter}=true" : With(path);

    /// <summary>The sign-in page for another account.</summary>
    public string AnotherAddress => $"{With("/signin")}&{AnotherParameter}=true";

    private string With(string path) => QueryHelpers.AddQueryString(path, Parameter, Pending.Handle);
}

/// <summary>The request that a visit is about, as <see cref="WaitingRequests"/> found it.</summary>
internal static class Carried
{
    /// <returns>Null where the visit is about none.</returns>
    public static WaitingRequest? WaitingOrNull(this HttpContext http) => http.Features.Get<WaitingRequest>();

    /// <summary>The request on a page that is shown for one only.</summary>
    public static WaitingRequest Waiting(this HttpContext http) =>
        http.WaitingOrNull()
        ?? throw new InvalidOperationException("This page was reached without a request; WaitingFirst must guard it.");

    /// <summary>A page of ours, on behalf of the request that this one is shown for.</summary>
    public static string Carrying(this HttpContext http, string path) => http.WaitingOrNull()?.On(path) ?? path;
}
