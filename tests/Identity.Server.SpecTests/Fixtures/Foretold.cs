using System.Net;
using System.Text.RegularExpressions;
using Identity.Server.Tracing;
using Identity.Tests;

namespace Identity.Server.SpecTests.Fixtures;

/// <summary>
/// What a trace says of a request before a browser brings it. Whatever any test asks of the authorization endpoint is asked
/// of the trace as well, so that the two cannot drift apart; and the trace comes first, so that it has used nothing up.
/// </summary>
internal sealed partial record Foretold(Retraced Trace)
{
    private const string Endpoint = "/connect/authorize?";

    // Whether somebody must be asked depends on who is there, which the trace was not told.
    private static readonly string[] OfThePerson =
    [
        "access_denied",
        "login_required",
        "consent_required",
        "account_selection_required",
    ];

    private static readonly string[] Outlook = ["What comes next", "And then", "The answer", "The person"];

    private IEnumerable<TraceStep> Refused => Trace.Steps.Where(step => step.Outcome == StepOutcome.Failed);

    private string? Told => Refused.Select(step => step.Public).OfType<string>().FirstOrDefault();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <returns>Null for any other address.</returns>
    public static async Task<Foretold?> AskAsync(TestServer server, string path, string? user = null)
    {
        if (!path.StartsWith(Endpoint, StringComparison.Ordinal))
            return null;
        var pasted = new PastedRequest(path[Endpoint.Length..]) { User = user };
        return new Foretold(await server.Get<ITracer<PastedRequest>>().TraceAsync(pasted, Ct));
    }

    public void ShouldComeTrue(Visit visit)
    {
        if (visit.Status is not (200 or 303 or 400))
            return;
        if (Problem().Match(visit.Body) is { Success: true } shown)
            ShouldBeShown(WebUtility.HtmlDecode(shown.Groups["problem"].Value));
        else if (ToldIn(visit) is not { } told)
            ShouldLeadOn(visit);
        else if (!OfThePerson.Contains(told.Split(':')[0]))
            Assert.Equal(told, Told);
    }

    /// <summary>The same of somebody who is signed in: which page they see, or what the app is told at once.</summary>
    public void ShouldComeTrueAtOnce(Visit visit)
    {
        ShouldComeTrue(visit);
        if (visit.Status != 303 || visit.Location is not { } location)
            return;
        var next = Trace.Steps.FirstOrDefault(step => step.Title == "What comes next");
        if (PageOf(location) is { } sentence)
            Assert.Equal(sentence, next?.Public);
        else if (ToldIn(visit) is { } told)
            Assert.Equal(told, Told);
        else if (!location.Contains("response=", StringComparison.Ordinal))
            Assert.Contains("is answered at once", Trace.Verdict, StringComparison.Ordinal);
    }

    private void ShouldBeShown(string problem)
    {
        // The trace is no browser, and so not the one that a pushed request belongs to.
        if (Trace.Steps.Any(step => step.Facts.Contains(new("a browser has come", "yes"))))
            return;
        Assert.True(Told?.EndsWith($": {problem}", StringComparison.Ordinal) == true, $"'{problem}' is not '{Told}'");
    }

    // Nobody is told anything yet: who is not signed in signs in first, whatever is wrong with the request.
    private void ShouldLeadOn(Visit visit)
    {
        var isWaiting = visit.Location?.StartsWith("/signin", StringComparison.Ordinal) == true;
        if (isWaiting || visit.Location is null || visit.Location.Contains("response=", StringComparison.Ordinal))
            return;
        Assert.DoesNotContain(Refused, step => !Outlook.Contains(step.Title));
    }

    // As a redirect or a form has it; one that is signed is not read here.
    private static string? ToldIn(Visit visit)
    {
        if (visit.Location is { } location && Address().Match(location) is { Success: true } address)
            return $"{address.Groups["error"].Value}: {Uri.UnescapeDataString(address.Groups["why"].Value)}";
        return Form().Match(visit.Body) is { Success: true } form
            ? $"{form.Groups["error"].Value}: {WebUtility.HtmlDecode(form.Groups["why"].Value)}"
            : null;
    }

    private static string? PageOf(string location) =>
        location.Split('?')[0] switch
        {
            "/signin" => "The person is asked to sign in.",
            "/register" => "The person is asked to make an account.",
            "/select-account" => "The person is asked with which account to go on.",
            "/consent" => "The person is asked whether the app may.",
            _ => null,
        };

    [GeneratedRegex("<p lang=\"en\" dir=\"ltr\">(?<problem>[^<]*)</p>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Problem();

    [GeneratedRegex("[?&#]error=(?<error>[a-z_]+)&error_description=(?<why>[^&]*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Address();

    [GeneratedRegex(
        "name=\"error\" value=\"(?<error>[a-z_]+)\"><input type=\"hidden\" name=\"error_description\" value=\"(?<why>[^\"]*)\"",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Form();
}
