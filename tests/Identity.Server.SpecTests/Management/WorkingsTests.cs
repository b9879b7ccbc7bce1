using System.Text.Json;
using Identity.Server.Audit;
using Identity.Server.Mail.Rendering;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;
using Npgsql;

namespace Identity.Server.SpecTests.Management;

/// <summary>What the server works with: keys, letters, jobs, settings, and what is the matter with it.</summary>
[Collection<AdministrationTests>]
public sealed class WorkingsTests(Administration admins)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_are_rotated_retired_and_withdrawn()
    {
        var first = Assert.Single(await KeysAsync("ES256"), key => Text(key, "status") == "active");
        Assert.NotEqual("", Text(first, "next_rotation_at"));
        Assert.Contains((await KeysAsync("ECDH-ES")), key => Text(key, "use") == "enc");

        var rotated = await admins.SendAsync(admins.Owner, "POST", "/keys/rotations", """{"algorithm":"ES256"}""");
        rotated.ShouldSucceed();
        var announced = Assert.Single(await KeysAsync("ES256"), key => Text(key, "status") == "announced");
        Assert.Equal(Text(announced, "active_from"), Text((await KeysAsync("ES256"))[0], "retires_at"));
        (await SendAsync("DELETE", first)).ShouldBeProblem(409, "conflict");
        (await SendAsync("POST", announced, "/retirement")).ShouldBeProblem(409, "conflict");

        var retired = await SendAsync("POST", first, "/retirement");
        Assert.Equal("retired", retired.Issued("status"));
        Assert.Equal(204, (await SendAsync("DELETE", announced)).Status);
        Assert.Equal(204, (await SendAsync("DELETE", first)).Status);

        var left = Assert.Single(await KeysAsync("ES256"));
        Assert.Equal("active", Text(left, "status"));
        var published = await admins.Server.GetAsync("/.well-known/jwks.json");
        Assert.DoesNotContain(Text(first, "kid"), published.Body, StringComparison.Ordinal);
        Assert.Contains(Text(left, "kid"), published.Body, StringComparison.Ordinal);
        (await SendAsync("DELETE", first)).ShouldBeProblem(404, "not_found");
        foreach (var kind in (string[])[AuditKind.KeyRotation, AuditKind.KeyRetirement, AuditKind.KeyWithdrawal])
        {
            Assert.Equal(
                "key",
                (await admins.ToldAsync(kind, $"actor=user:{admins.Owner.Id}"))
                    .GetProperty("target")
                    .GetProperty("kind")
                    .GetString()
            );
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("RS1")]
    [InlineData("PS512")]
    public async Task Keys_that_are_not_there_are_not_rotated(string algorithm) =>
        Assert.Contains(
            algorithm,
            Assert.Single(
                (
                    await admins.SendAsync(
                        admins.Owner,
                        "POST",
                        "/keys/rotations",
                        $$"""{"algorithm":"{{algorithm}}"}"""
                    )
                ).ErrorsOf("algorithm")
            ),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_letter_is_found_sent_again_and_deleted()
    {
        var recipient = $"{TestClients.Unique("letter")}@example.com";
        var dead = await AddDeadLetterAsync(recipient);

        var found = await admins.GetAsync(
            admins.Auditor,
            $"/letters?recipient={recipient.ToUpperInvariant()}&state=dead"
        );
        var letter = Assert.Single(found.Json.GetProperty("items").EnumerateArray());
        Assert.Equal((dead.ToString(), "no such mailbox"), (Text(letter, "id"), Text(letter, "last_problem")));
        Assert.Equal(("dead", ""), (Text(letter, "state"), Text(letter, "next_attempt_at")));
        Assert.Empty(
            (await admins.GetAsync(admins.Auditor, $"/letters?recipient={recipient}&kind=new_sign_in")).Items("id")
        );
        Assert.Empty((await admins.GetAsync(admins.Auditor, "/letters?recipient=%25")).Items("id"));

        var again = await admins.SendAsync(admins.Machine, "POST", $"/letters/{dead}/resend");
        Assert.Equal(202, again.Status);
        (await admins.SendAsync(admins.Machine, "POST", $"/letters/{Guid.Empty}/resend")).ShouldBeProblem(
            404,
            "not_found"
        );
        // Nobody has that account: it is done without anybody having it.
        await BecomesAsync(dead, "sent");
        (await admins.SendAsync(admins.Machine, "POST", $"/letters/{dead}/resend")).ShouldBeProblem(409, "conflict");
        (await admins.SendAsync(admins.Machine, "DELETE", $"/letters/{dead}")).ShouldBeProblem(409, "conflict");

        var other = await AddDeadLetterAsync(recipient);
        Assert.Equal(204, (await admins.SendAsync(admins.Machine, "DELETE", $"/letters/{other}")).Status);
        (await admins.GetAsync(admins.Auditor, $"/letters/{other}")).ShouldBeProblem(404, "not_found");
        var told = await admins.ToldAsync(AuditKind.LetterDeletion, $"client={admins.Machine.Id}");
        Assert.Contains(recipient, told.GetProperty("details").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Letters_to_those_who_may_do_more_are_not_held_back()
    {
        var letter = await AddDeadLetterAsync(admins.Administrator.Email!);

        (await admins.SendAsync(admins.Machine, "DELETE", $"/letters/{letter}")).ShouldBeProblem(403, "forbidden");
        (await admins.SendAsync(admins.Machine, "POST", $"/letters/{letter}/resend")).ShouldBeProblem(403, "forbidden");

        Assert.Equal("dead", (await admins.GetAsync(admins.Machine, $"/letters/{letter}"))["state"]);
        Assert.Equal(204, (await admins.SendAsync(admins.Owner, "DELETE", $"/letters/{letter}")).Status);
    }

    [Fact]
    public async Task Every_kind_of_letter_is_shown_in_every_language_with_made_up_data()
    {
        var templates = await admins.GetAsync(admins.Auditor, "/letter-templates?limit=200");
        Assert.Equal(LetterKind.All.Select(kind => kind.Name).Order(StringComparer.Ordinal), templates.Items("kind"));
        Assert.Contains(
            templates.Items("title"),
            title => title.Contains("password", StringComparison.OrdinalIgnoreCase)
        );

        foreach (var kind in templates.Items("kind"))
        {
            var subjects = new HashSet<string>(StringComparer.Ordinal);
            foreach (var locale in ReaderCulture.Languages)
            {
                var preview = await admins.GetAsync(
                    admins.Auditor,
                    $"/letter-templates/{kind}/preview?locale={locale}"
                );
                subjects.Add(preview.Issued("subject"));
                Assert.StartsWith("<!doctype html>", preview["html"], StringComparison.Ordinal);
                Assert.Contains($"lang=\"{locale}\"", preview["html"], StringComparison.Ordinal);
                Assert.DoesNotContain("<", preview["text"], StringComparison.Ordinal);
            }
            Assert.Equal(ReaderCulture.Languages.Length, subjects.Count);
        }
        (await admins.GetAsync(admins.Auditor, "/letter-templates/love/preview")).ShouldBeProblem(404, "not_found");
        (await admins.GetAsync(admins.Auditor, "/letter-templates/verify_email/preview?locale=tlh")).ErrorsOf("locale");
    }

    [Fact]
    public async Task A_job_is_run_by_hand_and_its_runs_are_remembered()
    {
        var ran = await admins.SendAsync(admins.Owner, "POST", "/jobs/deliver-logout-notices/runs");

        Assert.Equal(202, ran.Status);
        Assert.Equal(("done", "0 delivered"), (ran["outcome"], ran["summary"]));
        var runs = await admins.GetAsync(admins.Auditor, "/jobs/deliver-logout-notices/runs");
        Assert.Contains(ran["id"], runs.Items("id"));
        var jobs = await admins.GetAsync(admins.Auditor, "/jobs");
        var job = Assert.Single(
            jobs.Json.GetProperty("items").EnumerateArray(),
            job => Text(job, "name") == "deliver-logout-notices"
        );
        Assert.StartsWith(Environment.MachineName, Text(job.GetProperty("last_run"), "node"), StringComparison.Ordinal);
        Assert.EndsWith("Z", Text(job, "next_run_at"), StringComparison.Ordinal);
        Assert.EndsWith(".", Text(job, "description"), StringComparison.Ordinal);
        (await admins.SendAsync(admins.Owner, "POST", "/jobs/mow-the-lawn/runs")).ShouldBeProblem(404, "not_found");
        (await admins.GetAsync(admins.Auditor, "/jobs/mow-the-lawn/runs")).ShouldBeProblem(404, "not_found");
        var told = await admins.ToldAsync(AuditKind.JobRun, $"actor=user:{admins.Owner.Id}");
        Assert.Equal("deliver-logout-notices", told.GetProperty("target").GetProperty("id").GetString());
    }

    [Fact]
    public async Task Settings_are_shown_with_their_sources_and_without_secrets()
    {
        var settings = await admins.GetAsync(admins.Auditor, "/settings?limit=200");

        var cost = Assert.Single(Settings(), setting => Text(setting, "key") == "Passwords:Cost");
        Assert.Equal(("4", "Passwords"), (Text(cost, "value"), Text(cost, "section")));
        Assert.Equal("the command line (--set)", Text(cost, "origin"));
        var key = Assert.Single(Settings(), setting => Text(setting, "key") == "MasterKey:Value");
        Assert.Equal("(hidden)", Text(key, "value"));
        Assert.DoesNotContain(TestServer.MasterKey[..16], settings.Body, StringComparison.Ordinal);

        IEnumerable<JsonElement> Settings() => settings.Json.GetProperty("items").EnumerateArray();
    }

    [Fact]
    public async Task What_the_doctor_finds_is_shown_with_what_to_do()
    {
        var checks = await admins.GetAsync(admins.Auditor, "/checks?limit=200");
        checks.ShouldSucceed();

        var items = checks.Json.GetProperty("items").EnumerateArray().ToList();
        Assert.Contains(items, one => (Text(one, "name"), Text(one, "state")) == ("Reading and writing", "ok"));
        var key = Assert.Single(items, one => Text(one, "name") == "HTTPS only");
        Assert.Equal(("failure", "The issuer is not https."), (Text(key, "state"), Text(key, "sentence")));
        Assert.NotEqual("", Text(key, "remedy"));
        Assert.All(items, one => Assert.Equal(Text(one, "state") == "ok", Text(one, "remedy") == ""));
    }

    private async Task<List<JsonElement>> KeysAsync(string algorithm)
    {
        var keys = await admins.GetAsync(admins.Auditor, "/keys?limit=200");
        keys.ShouldSucceed();
        return [.. keys.Json.GetProperty("items").EnumerateArray().Where(key => Text(key, "algorithm") == algorithm)];
    }

    private Task<TestAnswer> SendAsync(string method, JsonElement key, string below = "") =>
        admins.SendAsync(admins.Owner, method, $"/keys/{Text(key, "kid")}{below}");

    private async Task<Guid> AddDeadLetterAsync(string recipient)
    {
        var (id, now) = (Guid.CreateVersion7(), TimeProvider.System.GetUtcNow());
        await using var connection = new NpgsqlConnection(admins.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO letters (id, created_at, kind, recipient, about, attempts, next_attempt_at, dead_at, last_error)
            VALUES ($1, $2, 'reset_password', $3, '{}', 7, $2, $2, 'no such mailbox')
            """,
            connection
        );
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(now);
        command.Parameters.AddWithValue(recipient);
        await command.ExecuteNonQueryAsync(Ct);
        return id;
    }

    private async Task BecomesAsync(Guid letter, string state)
    {
        for (var looks = 0; looks < 1000; looks++)
        {
            if ((await admins.GetAsync(admins.Auditor, $"/letters/{letter}"))["state"] == state)
                return;
            await Task.Delay(10, Ct);
        }
        throw new Xunit.Sdk.XunitException($"The letter is not {state}.");
    }

    private static string Text(JsonElement item, string member) => item.GetProperty(member).ToString();
}
