using System.Text.Json;
using Identity.Server.Audit;
using Identity.Server.Audit.Counting;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Management;

/// <summary>What happened, as administrators read it: in a list, in a file, and in figures.</summary>
[Collection<AdministrationTests>]
public sealed class AuditResourceTests(Administration admins)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_are_found_by_who_what_when_and_the_number_of_the_request()
    {
        var scene = await Scene.SetAsync(admins.Server);
        var user = await admins.IdOfAsync(scene.Email);
        var since = TimeProvider.System.GetUtcNow().AddMinutes(-1);
        await scene.SignInAsync();
        await admins.Server.TokenAsync(scene.Client, [.. scene.SignInForm.With("password", "another")]);
        var refused = await admins.ToldAsync(AuditKind.SignIn, $"user={user}&outcome=refused");
        await admins.ToldAsync(AuditKind.SignIn, $"user={user}&outcome=done");

        Assert.Equal("wrong password", Text(refused, "refusal"));
        Assert.Equal(("user", user, "Test Person"), Party(refused, "target"));
        Assert.Equal(JsonValueKind.Null, refused.GetProperty("actor").ValueKind);
        Assert.Equal(2, await CountAsync($"user={user}&kind=sign-in&since={since:yyyy-MM-ddTHH:mm:ssZ}"));
        Assert.Equal(0, await CountAsync($"user={user}&until={since:yyyy-MM-ddTHH:mm:ssZ}"));
        Assert.Equal(0, await CountAsync($"user={user}&client={scene.Client.Id}"));
        Assert.Equal(1, await CountAsync($"correlation_id={Text(refused, "correlation_id")}"));
        Assert.Equal(0, await CountAsync($"actor=user:{user}"));

        (await admins.GetAsync(admins.Auditor, "/audit?kind=lunch")).ErrorsOf("kind");
        (await admins.GetAsync(admins.Auditor, "/audit?actor=somebody")).ErrorsOf("actor");
        Assert.Contains(
            AuditKind.KeyRotation,
            (await admins.GetAsync(admins.Auditor, "/audit-kinds?limit=200")).Items("name")
        );
    }

    [Fact]
    public async Task The_file_has_the_same_events_and_no_formulas()
    {
        var target = new AuditParty("spreadsheet", TestClients.Unique("of"));
        string[] reasons =
        [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\tx",
            "\rx",
            "plain",
            "a \"quoted\", one\nwith a line",
            "'",
        ];
        foreach (var reason in reasons)
        {
            admins
                .Server.Get<AuditTrail>()
                .Record(new AuditEvent(AuditKind.SignIn, target) { Actor = target, Refusal = reason });
        }
        var filter = $"actor={target}";
        while (await CountAsync(filter) < reasons.Length)
            await Task.Delay(10, Ct);

        var file = await admins.GetAsync(admins.Auditor, $"/audit.csv?{filter}&outcome=refused");

        file.ShouldSucceed();
        Assert.Equal("text/csv", file.Response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(".csv", file.Response.Content.Headers.ContentDisposition?.FileName, StringComparison.Ordinal);
        Assert.StartsWith(
            "at,kind,actor,target,outcome,refusal,address,correlation_id,details\r\n",
            file.Body,
            StringComparison.Ordinal
        );
        Assert.Equal(reasons.Length, file.Body.Split(",refused,").Length - 1);
        Assert.All(
            (string[])
                [
                    ",'=1+1,",
                    ",'+1,",
                    ",'-1,",
                    ",'@SUM(A1),",
                    ",'\tx,",
                    ",\"'\rx\",",
                    ",plain,",
                    ",\"a \"\"quoted\"\", one\nwith a line\",",
                ],
            cell => Assert.Contains(cell, file.Body, StringComparison.Ordinal)
        );
        Assert.Equal(
            "at,kind,actor,target,outcome,refusal,address,correlation_id,details\r\n",
            (await admins.GetAsync(admins.Auditor, $"/audit.csv?{filter}&outcome=done")).Body
        );
        (await admins.GetAsync(admins.Auditor, "/audit.csv?outcome=maybe")).ErrorsOf("outcome");
        (await admins.GetAsync(admins.Auditor, "/audit.csv?actor=somebody")).ErrorsOf("actor");
    }

    [Fact]
    public async Task Figures_count_sign_ins_people_and_tokens_by_the_day_or_the_hour()
    {
        var before = await FiguresAsync(admins.Auditor, "");
        var scene = await Scene.SetAsync(admins.Server);
        await scene.SignInAsync();
        await scene.ClientCredentialsAsync();
        await admins.Server.TokenAsync(scene.Client, [.. scene.SignInForm.With("password", "another")]);
        await admins.ToldAsync(AuditKind.SignIn, $"user={await admins.IdOfAsync(scene.Email)}&outcome=refused");
        await admins.Server.Get<CountWriter>().StoreAsync(Ct);

        var after = await FiguresAsync(admins.Auditor, "");

        foreach (var (total, more) in new[] { ("sign_ins_7d", 1), ("failures_7d", 1), ("tokens_7d", 2) })
            Assert.True(Total(after, total) >= Total(before, total) + more, total);
        Assert.True(Total(after, "users") >= 7);
        Assert.Equal(0, Total(after, "sign_ins_prev_7d"));
        var series = after.Json.GetProperty("series");
        Assert.Equal(30, series.GetProperty("sign_ins").GetArrayLength());
        var today = series.GetProperty("tokens")[29].GetProperty("by_grant");
        Assert.True(today.GetProperty("password").GetInt64() >= 1);
        Assert.True(today.GetProperty("client_credentials").GetInt64() >= 1);
        Assert.EndsWith("T00:00:00.000000Z", Text(series.GetProperty("new_users")[29], "at"), StringComparison.Ordinal);
        Assert.Equal(
            2,
            after.Json.GetProperty("keys").EnumerateArray().Count(key => Text(key, "algorithm") is "RS256" or "ES256")
        );
        Assert.Contains(after.Json.GetProperty("jobs").EnumerateArray(), job => Text(job, "name") == "deliver-letters");
        Assert.Equal("refused", Text(after.Json.GetProperty("latest_refusals")[0], "outcome"));

        var hours = await FiguresAsync(admins.Auditor, "?days=2");
        Assert.Equal(48, hours.Json.GetProperty("series").GetProperty("sign_ins").GetArrayLength());
        (await admins.GetAsync(admins.Auditor, "/statistics?days=91")).ErrorsOf("days");
        (await admins.GetAsync(admins.Auditor, "/statistics?days=0")).ErrorsOf("days");
        (await admins.GetAsync(admins.Auditor, "/statistics?weeks=1")).ErrorsOf("weeks");
    }

    [Fact]
    public async Task Figures_show_nobody_what_they_may_not_see_elsewhere()
    {
        var watcher = await admins.AddAsync(await admins.AddRoleAsync("statistics.read"));

        var figures = await FiguresAsync(watcher, "");

        foreach (var member in (string[])["keys", "jobs", "latest_refusals"])
            Assert.Equal(0, figures.Json.GetProperty(member).GetArrayLength());
    }

    private async Task<int> CountAsync(string filter)
    {
        var found = await admins.GetAsync(admins.Auditor, $"/audit?{filter}");
        found.ShouldSucceed();
        return found.Json.GetProperty("total").GetInt32();
    }

    private async Task<TestAnswer> FiguresAsync(Admin admin, string query)
    {
        var figures = await admins.GetAsync(admin, $"/statistics{query}");
        figures.ShouldSucceed();
        return figures;
    }

    private static long Total(TestAnswer figures, string name) =>
        figures.Json.GetProperty("totals").GetProperty(name).GetInt64();

    private static (string, string, string) Party(JsonElement entry, string member)
    {
        var party = entry.GetProperty(member);
        return (Text(party, "kind"), Text(party, "id"), Text(party, "name"));
    }

    private static string Text(JsonElement item, string member) => item.GetProperty(member).ToString();
}
