using System.Text.Json;
using Identity.Server.Commands.Doctor;
using Identity.Server.Commands.Doctor.Checks;
using Identity.Server.Commands.Doctor.Production;
using Identity.Server.Hosting.Checkups;
using Identity.Server.Keys;
using Identity.Server.Mail;
using Identity.Server.Mail.Transport;

namespace Identity.Server.Tests.Commands.Doctor;

/// <summary>What each check makes of what it has seen.</summary>
public sealed class JudgementTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0.5, "Pass", "ahead of")]
    [InlineData(-1.9, "Pass", "behind")]
    [InlineData(2.1, "Warn", "2.1 s ahead of")]
    [InlineData(-29, "Warn", "29.0 s behind")]
    [InlineData(31, "Fail", "31.0 s ahead of")]
    [InlineData(-3600, "Fail", "behind")]
    public void A_clock_may_be_a_little_off(double seconds, string verdict, string said)
    {
        var finding = ClockCheck.Judge(TimeSpan.FromSeconds(seconds));

        Assert.Equal(verdict, finding.Verdict.ToString());
        Assert.Contains(said, finding.Said, StringComparison.Ordinal);
        Assert.Equal(verdict != "Pass", finding.Cure is not null);
    }

    [Theory]
    [InlineData("https://id.example.dev", true, "Pass")]
    [InlineData("http://localhost:5000", false, "Pass")]
    [InlineData("http://localhost:5000", true, "Fail")]
    [InlineData("https://localhost", true, "Fail")]
    [InlineData("https://example.com", true, "Warn")]
    [InlineData("http://id.example.dev", false, "Fail")]
    [InlineData(null, false, "Fail")]
    public void An_issuer_is_https_and_not_this_machine(string? issuer, bool isStrict, string verdict) =>
        Assert.Equal(verdict, IssuerCheck.Judge(issuer, isStrict).Verdict.ToString());

    [Theory]
    [InlineData(99, "Warn")]
    [InlineData(100, "Pass")]
    [InlineData(1000, "Pass")]
    [InlineData(1001, "Warn")]
    public void A_hash_takes_long_enough_and_not_too_long(int milliseconds, string verdict) =>
        Assert.Equal(verdict, BcryptCheck.Judge(12, TimeSpan.FromMilliseconds(milliseconds)).Verdict.ToString());

    [Theory]
    [InlineData("10.0.12", "Warn")]
    [InlineData("10.0.13", "Pass")]
    [InlineData("11.0.0", "Pass")]
    public void A_runtime_with_known_faults_is_named(string version, string verdict) =>
        Assert.Equal(verdict, RuntimeCheck.Judge(Version.Parse(version)).Verdict.ToString());

    [Fact]
    public void Columns_are_compared_by_name_and_type()
    {
        var expected = new Dictionary<string, string>
        {
            ["id"] = "uuid",
            ["name"] = "text",
            ["age"] = "integer",
        };
        var real = new Dictionary<string, string>
        {
            ["id"] = "uuid",
            ["name"] = "bytea",
            ["extra"] = "text",
        };

        Assert.Empty(ColumnsCheck.Compare("people", expected, expected));
        Assert.Equal(
            [
                (Verdict.Fail, "people lacks age."),
                (Verdict.Fail, "people.name is bytea and should be text."),
                (Verdict.Warn, "people has extra, which this build does not know."),
            ],
            ColumnsCheck.Compare("people", expected, real).Select(finding => (finding.Verdict, finding.Said))
        );
    }

    [Theory]
    [InlineData(-1, "Pass")]
    [InlineData(-75, "Pass")]
    [InlineData(-77, "Warn")]
    [InlineData(-91, "Warn")]
    [InlineData(1, "Fail")]
    public void A_signing_key_is_followed_by_the_next_in_time(int activeSinceDays, string verdict) =>
        Assert.Equal(
            verdict,
            SigningKeysCheck.Judge("RS256", [Now.AddDays(activeSinceDays)], new KeyOptions(), Now).Verdict.ToString()
        );

    [Theory]
    [InlineData(97, 1, 40, false, "Pass")]
    [InlineData(97, 2, 40, false, "Warn")]
    [InlineData(97, 3, 40, false, "Fail")]
    [InlineData(10, 3, 40, true, "Pass")]
    public void All_nodes_find_a_connection_and_one_more_while_they_are_replaced(
        int most,
        int nodes,
        int pool,
        bool isPooled,
        string verdict
    ) => Assert.Equal(verdict, ProductionDatabase.JudgeConnections(most, nodes, pool, isPooled).Verdict.ToString());

    [Theory]
    [InlineData(0, 0, 0, 0, "Warn", "No standby")]
    [InlineData(2, 0, 0, 0, "Warn", "cannot be seen")]
    [InlineData(2, 0, 2, 0, "Warn", "none of them synchronous")]
    [InlineData(2, 1, 2, 11, "Warn", "11 s behind")]
    [InlineData(2, 1, 2, 0, "Pass", "1 of 2")]
    public void A_standby_has_what_was_confirmed(
        int count,
        int synchronous,
        int visible,
        int lag,
        string verdict,
        string said
    )
    {
        var finding = ProductionDatabase.Judge(
            new Replicas(count, synchronous, visible, TimeSpan.FromSeconds(lag), "on")
        );

        Assert.Equal(verdict, finding.Verdict.ToString());
        Assert.Contains(said, finding.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "Fail")]
    [InlineData(1, "Warn")]
    [InlineData(2, "Pass")]
    public void Somebody_owns_the_server_and_somebody_else_as_well(int owners, string verdict) =>
        Assert.Equal(verdict, ProductionDatabase.JudgeOwners(owners).Verdict.ToString());

    [Theory]
    [InlineData(null, "http://0.0.0.0:8080", "Pass")]
    [InlineData("http://127.0.0.1:9090", "http://0.0.0.0:8080", "Pass")]
    [InlineData("http://*:9090", "http://0.0.0.0:8080", "Warn")]
    [InlineData("http://10.0.0.1:9090", "http://0.0.0.0:8080", "Warn")]
    [InlineData("http://0.0.0.0:8080", "http://0.0.0.0:8080", "Fail")]
    [InlineData("9090", null, "Fail")]
    public void Metrics_are_for_those_who_watch(string? metrics, string? urls, string verdict) =>
        Assert.Equal(verdict, ProductionSettings.MetricsPort(metrics, urls).Verdict.ToString());

    [Theory]
    [InlineData("Mailbox", true, "Fail")]
    [InlineData("None", true, "Warn")]
    [InlineData("Smtp", false, "Warn")]
    [InlineData("Smtp", true, "Pass")]
    public void Letters_reach_their_readers_and_nobody_else(string transport, bool isEncrypted, string verdict)
    {
        var mail = new MailOptions
        {
            Transport = Enum.Parse<MailTransport>(transport),
            Security = isEncrypted ? MailSecurity.StartTls : MailSecurity.None,
        };

        Assert.Equal(verdict, ProductionSettings.Letters(mail).Verdict.ToString());
    }

    [Fact]
    public void The_report_is_a_table_with_the_cure_below_the_finding_or_JSON()
    {
        Finding[] findings = [Finding.Pass("One", "well"), Finding.Fail("Two", "ill", "rest")];

        Assert.Equal(
            [
                "      CHECK  FOUND",
                "pass  One    well",
                "fail  Two    ill",
                "             → rest",
                "",
                "1 passed, 0 to look at, 1 failed",
            ],
            DoctorCommand.AsTable(findings)
        );
        var json = JsonDocument.Parse(string.Concat(DoctorCommand.AsJson(findings))).RootElement;
        Assert.False(json.GetProperty("healthy").GetBoolean());
        Assert.Equal("fail", json.GetProperty("findings")[1].GetProperty("verdict").GetString());
        Assert.Equal("rest", json.GetProperty("findings")[1].GetProperty("cure").GetString());
    }
}
