using System.Diagnostics;
using System.Globalization;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>Finding out who has an account from what the pages say, and from how long they take to say it.</summary>
public sealed class EnumerationByPages(ClassServer host) : IClassFixture<ClassServer>
{
    private const int Pairs = 100;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Forms() => new("/signin", "/register", "/verify-email/resend", "/forgot-password");

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Known_and_unknown_addresses_are_answered_alike_and_as_fast(string path)
    {
        await using var server = await TestServer.StartAsync(
            host.ConnectionString,
            Ct,
            new Dictionary<string, string?>
            {
                ["Throttling:AttemptsPerAccountAndSource"] = "1000",
                ["Throttling:AttemptsPerAccount"] = "10000",
                ["Throttling:AttemptsPerSource"] = "1000000",
                ["Throttling:RequestsPerSource"] = "1000000",
                // Letters are written after the answer, in the same process: here they would only be noise.
                ["Mail:Transport"] = "None",
            }
        );
        using var visitor = new Visitor(server);
        var token = (await visitor.GetAsync(path)).Token!;
        var known = await server.AddUserAsync(asked => asked with { Email = $"a-{asked.Email}" });
        // Both paths through the code are warm before anything is measured.
        for (var i = 0; i < 10; i++)
        {
            await AskAsync(visitor, path, token, known);
            await AskAsync(visitor, path, token, Unknown());
        }

        var (slower, differences, all) = (0, new List<double>(), new List<double>());
        var seen = new HashSet<string>();
        for (var pair = 0; pair < Pairs; pair++)
        {
            // In turn the one and the other goes first, so that whatever else the machine does meets both.
            var unknown = Unknown();
            var (first, second) = pair % 2 == 0 ? (known, unknown) : (unknown, known);
            var one = await AskAsync(visitor, path, token, first);
            var two = await AskAsync(visitor, path, token, second);
            var (ofKnown, ofUnknown) = pair % 2 == 0 ? (one, two) : (two, one);

            slower += ofKnown.Time > ofUnknown.Time ? 1 : 0;
            differences.Add(ofKnown.Time - ofUnknown.Time);
            all.AddRange([ofKnown.Time, ofUnknown.Time]);
            seen.Add(ofKnown.Answer.Replace(known, "", StringComparison.Ordinal));
            seen.Add(ofUnknown.Answer.Replace(unknown, "", StringComparison.Ordinal));
        }

        Assert.Single(seen);
        // Sign test: were there no difference, 50 ± 5 of 100. Six deviations off, and by a fifth of the time, is a leak.
        var isSided = Math.Abs(slower - (Pairs / 2)) > 30;
        var share = Math.Abs(Median(differences)) / Median(all);
        Assert.False(
            isSided && share > 0.2,
            string.Create(CultureInfo.InvariantCulture, $"{path}: {slower} of {Pairs}, by {share:P0}")
        );
    }

    private static string Unknown() => $"a-{TestClients.Unique("unknown")}@example.com";

    private static async Task<(double Time, string Answer)> AskAsync(
        Visitor visitor,
        string path,
        string token,
        string email
    )
    {
        var started = Stopwatch.GetTimestamp();
        var visit = await visitor.PostAsync(
            path,
            ("email", email),
            ("password", "seven green lanterns hum"),
            ("form", token)
        );
        var time = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        if (visit.Location is not { } location)
            return (time, $"{visit.Status} {visit.Comparable}");
        return (time, $"{visit.Status} {location} {(await visitor.GetAsync(location)).Comparable}");
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
