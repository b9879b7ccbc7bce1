using Identity.Server.Clients;
using Identity.Tests;

namespace Identity.Server.SpecTests.Fixtures;

/// <summary>An app of ours and a person who is signed in in a browser: nothing is left to ask, so that each request has its answer at once.</summary>
internal sealed record ReadyApp(App App, Visitor Visitor, string Email) : IDisposable
{
    /// <summary>Registered for every response type.</summary>
    public static readonly string[] AllTypes =
    [
        "code",
        "id_token",
        "code id_token",
        "code token",
        "code id_token token",
        "id_token token",
    ];

    public static async Task<ReadyApp> SetAsync(TestServer server, Func<NewClient, NewClient>? with = null)
    {
        var app = await App.RegisterAsync(server, with);
        var email = await server.AddUserAsync();
        var visitor = new Visitor(server);
        await visitor.SignInAsync(email);
        return new ReadyApp(app, visitor, email);
    }

    public void Dispose() => Visitor.Dispose();

    public async Task<Visit> AskAsync(params (string Name, string? Value)[] changes)
    {
        var foretold = await Foretold.AskAsync(App.Server, App.Address(changes), Email);
        var visit = await Visitor.GetAsync(App.Address(changes));
        foretold?.ShouldComeTrueAtOnce(visit);
        return visit;
    }

    /// <summary>What the app is told at once, be it good or bad.</summary>
    public async Task<AppAnswer> AnswerAsync(params (string Name, string? Value)[] changes)
    {
        var visit = await AskAsync(changes);
        return Journey.Answer(visit, App)
            ?? throw new Xunit.Sdk.XunitException($"No answer, but {visit.Status} {visit.Heading}");
    }

    public async Task<string> CodeAsync(params (string Name, string? Value)[] changes)
    {
        var answer = await AnswerAsync(changes);
        return answer["code"] ?? throw new Xunit.Sdk.XunitException($"No code: {answer["error_description"]}");
    }

    /// <summary>Everything is as before: a code is given out, and good.</summary>
    public async Task ShouldBeAsGoodAsBeforeAsync() => (await App.RedeemAsync(await CodeAsync())).ShouldSucceed();
}

/// <summary>What an app, and a person, see of a request that is refused.</summary>
internal static class RefusedApps
{
    /// <summary>RFC 6749 §4.1.2.1 and RFC 9207 §2: the code of the error, the app's state, who says so, and nothing to use.</summary>
    public static void ShouldRefuse(this AppAnswer answer, string error)
    {
        Assert.Equal(error, answer["error"]);
        Assert.Equal(App.State, answer["state"]);
        Assert.NotNull(answer["iss"]);
        Assert.All(
            answer["error_description"]!,
            c => Assert.True(c is ' ' or '!' or (>= '#' and <= '[') or (>= ']' and <= '~'), $"U+{(int)c:X4}")
        );
        Assert.Equal(
            ["error", "error_description", "iss", "state"],
            answer.Parameters.Keys.Order(StringComparer.Ordinal)
        );
    }

    /// <summary>RFC 6749 §4.1.2.1: the browser is sent nowhere, neither by an address nor by a form.</summary>
    public static void ShouldStayHere(this Visit visit)
    {
        Assert.True(visit.Status == 400, $"{visit.Status} {visit.Heading}");
        Assert.Null(visit.Location);
        Assert.DoesNotContain("action=\"http", visit.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("http-equiv", visit.Body, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(
            "frame-ancestors 'none'",
            visit.Response.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal
        );
    }
}
