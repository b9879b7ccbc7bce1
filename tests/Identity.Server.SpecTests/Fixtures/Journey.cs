using System.Net;
using System.Text.RegularExpressions;
using Identity.Tests;
using Microsoft.AspNetCore.WebUtilities;

namespace Identity.Server.SpecTests.Fixtures;

/// <summary>Where an answer was found: each belongs into one channel and no other.</summary>
internal enum Channel
{
    Query,
    Fragment,
    FormPost,
}

/// <summary>What an app is answered with.</summary>
internal sealed record AppAnswer(Channel Channel, string Address, Dictionary<string, string> Parameters)
{
    public string? this[string name] => Parameters.GetValueOrDefault(name);
}

/// <summary>A person's way from an app's request to its answer, through plain forms: signing in, and saying yes.</summary>
internal static partial class Journey
{
    private const int MostSteps = 12;

    /// <summary>Goes on from an address until the app has its answer.</summary>
    /// <param name="visitor">The person's browser.</param>
    /// <param name="address">The app's request, or any step after it.</param>
    /// <param name="email">Who signs in when asked.</param>
    /// <param name="app">Whose answer ends it.</param>
    public static Task<AppAnswer> TravelAsync(this Visitor visitor, App app, string address, string email) =>
        visitor.TravelAsync(app.RedirectUri, address, email);

    /// <inheritdoc cref="TravelAsync(Visitor, App, string, string)"/>
    /// <param name="redirectUri">Where the answer is to arrive.</param>
    public static async Task<AppAnswer> TravelAsync(
        this Visitor visitor,
        string redirectUri,
        string address,
        string email
    )
    {
        var visit = await visitor.GetAsync(address);
        for (var step = 0; step < MostSteps; step++)
        {
            if (Answer(visit, redirectUri) is { } answer)
                return answer;
            if (visit.Location is { } next)
            {
                address = next;
                visit = await visitor.GetAsync(next);
                continue;
            }
            Assert.True(visit.Status == 200, $"{address} answered {visit.Status}: {visit.Heading}");
            visit = await FillAsync(visitor, address, visit, email);
        }
        throw new InvalidOperationException($"The journey does not end; it was last at {address}.");
    }

    /// <summary>Goes the whole way of a valid request.</summary>
    public static Task<AppAnswer> TravelAsync(
        this Visitor visitor,
        App app,
        string email,
        params (string Name, string? Value)[] changes
    ) => visitor.TravelAsync(app, app.Address(changes), email);

    private static Task<Visit> FillAsync(Visitor visitor, string address, Visit page, string email)
    {
        if (page.Token is not { } token)
            return FillElsewhereAsync(visitor, page, email);
        return address.Split('?')[0] switch
        {
            "/signin" => visitor.PostAsync(
                address,
                ("email", email),
                ("password", TestClients.Password),
                ("form", token)
            ),
            "/consent" => visitor.PostAsync(
                address,
                [.. Hidden(page), ("answer", "allow"), ("remember", "true"), ("form", token)]
            ),
            "/select-account" => visitor.PostAsync(address, [.. Hidden(page), ("form", token)]),
            _ => throw new InvalidOperationException($"Nobody knows what to do at {address}."),
        };
    }

    // The forms of the provider that the certification's checks are controlled with.
    private static Task<Visit> FillElsewhereAsync(Visitor visitor, Visit page, string email)
    {
        var action = ElsewhereForm().Match(page.Body) is { Success: true } form
            ? Decode(form, "action")
            : throw new InvalidOperationException($"There is no form: {page.Heading}");
        return page.Body.Contains("name=\"login\"", StringComparison.Ordinal)
            ? visitor.PostAsync(action, ("prompt", "login"), ("login", email), ("password", TestClients.Password))
            : visitor.PostAsync(action, ("prompt", "consent"));
    }

    /// <inheritdoc cref="Answer(Visit, string)"/>
    public static AppAnswer? Answer(Visit visit, App app) => Answer(visit, app.RedirectUri);

    /// <summary>The answer to the app, where this is it.</summary>
    public static AppAnswer? Answer(Visit visit, string redirectUri)
    {
        if (visit.Location is { } location && location.StartsWith(redirectUri, StringComparison.Ordinal))
        {
            var isFragment = location.Contains('#', StringComparison.Ordinal);
            var parameters = location[(location.LastIndexOf(isFragment ? '#' : '?') + 1)..];
            return new AppAnswer(
                isFragment ? Channel.Fragment : Channel.Query,
                location,
                QueryHelpers.ParseQuery(parameters).ToDictionary(pair => pair.Key, pair => Assert.Single(pair.Value)!)
            );
        }
        if (FormTag().Match(visit.Body) is not { Success: true } form)
            return null;
        var fields = InputTag()
            .Matches(visit.Body)
            .ToDictionary(input => Decode(input, "name"), input => Decode(input, "value"), StringComparer.Ordinal);
        return new AppAnswer(Channel.FormPost, Decode(form, "action"), fields);
    }

    private static IEnumerable<(string Name, string Value)> Hidden(Visit page) =>
        InputTag().Matches(page.Body).Select(input => (Decode(input, "name"), Decode(input, "value")));

    private static string Decode(Match match, string group) => WebUtility.HtmlDecode(match.Groups[group].Value);

    [GeneratedRegex("""<form method="post" action="(?<action>https:[^"]*)">""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FormTag();

    [GeneratedRegex(
        """<form [^>]*action="(?<action>[^"]*/interaction/[^"]*)"[^>]*>""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex ElsewhereForm();

    [GeneratedRegex(
        """<input type="hidden" name="(?<name>[^"]*)" value="(?<value>[^"]*)" ?/?>""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex InputTag();
}
