using System.Text.Json;
using Identity.EndToEnd.Processes;
using Identity.Tests;

namespace Identity.EndToEnd.Commands;

/// <summary>`doctor` and `settings` of the real binary: what an operator reads, and the status a script goes by.</summary>
public sealed class DoctorCommandTests(CommandRoom room) : IClassFixture<CommandRoom>, IDisposable
{
    private const string Connection = "IDENTITY__ConnectionStrings__Identity";

    private readonly WorkFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_server_that_is_well_ends_with_status_0()
    {
        var lines = (await Binary().RunAsync("doctor")).Lines();

        Assert.EndsWith(" 0 failed", lines[^1], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.StartsWith("pass  Columns", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Json_says_the_same_to_a_program()
    {
        var answer = JsonDocument.Parse((await Binary().RunAsync("doctor", "--json")).Output).RootElement;

        Assert.True(answer.GetProperty("healthy").GetBoolean());
        Assert.Contains(
            answer.GetProperty("findings").EnumerateArray(),
            finding => finding.GetProperty("check").GetString() == "Database reached"
        );
    }

    [Theory]
    [InlineData(Connection, "postgres://u:hunter2@127.0.0.1:1/d", "nothing listens there", "Start PostgreSQL")]
    [InlineData(Connection, "postgres://u:hunter2@h/d?sslmod=require", "has the parameter sslmod", "identity settings")]
    [InlineData(Connection, null, "No source names a database", "DATABASE_URL")]
    [InlineData("DATABASE_URL", "postgres://u:hunter2@other/d", "Two databases are configured", "Keep one")]
    [InlineData("IDENTITY__Mail__Host", "127.0.0.1", "127.0.0.1:587", "Mail:Host")]
    [InlineData("IDENTITY__MasterKey__Value", "c2hvcnQ=", "does not hold 32 bytes", "same key")]
    [InlineData("IDENTITY__Passwords__Cost", "2", "Passwords:Cost", "Correct it")]
    [InlineData("IDENTITY__Issuer", "https://localhost", "this machine alone", "Set Issuer")]
    public async Task What_is_broken_is_a_finding_with_its_cure_and_status_1(
        string variable,
        string? value,
        string said,
        string cure
    )
    {
        var binary = Binary();
        // Mail is looked at where letters go by SMTP, as they do unless somebody says otherwise.
        binary.Environment["IDENTITY__Mail__Transport"] = null;
        binary.Environment[variable] = value;

        var report = await binary.RunAsync("doctor");

        Assert.Equal(1, report.Status);
        Assert.Equal("", report.Errors);
        Assert.Contains(said, report.Output, StringComparison.Ordinal);
        Assert.Contains(cure, report.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", report.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pooled_endpoint_alone_serves_and_is_told_of()
    {
        await using var pooler = await TestPooler.StartAsync(
            room.ConnectionString,
            TestContext.Current.CancellationToken
        );
        var binary = Binary();
        binary.Environment[Connection] = pooler.ConnectionString;

        var lines = (await binary.RunAsync("doctor")).Lines();

        Assert.Contains(lines, line => line.StartsWith("warn  Endpoint", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("Set ConnectionStrings:IdentityDirect", StringComparison.Ordinal));
        Assert.Equal(["The database is up to date."], (await binary.RunAsync("migrate")).Lines());
    }

    [Fact]
    public async Task DATABASE_URL_is_heard_where_nothing_of_ours_is_set_and_shown_as_the_source()
    {
        var binary = Binary();
        binary.Environment[Connection] = null;
        binary.Environment["DATABASE_URL"] = "postgres://app:hunter2@db.example.com/accounts?sslmode=require";

        var lines = (await binary.RunAsync("settings")).Lines();

        var line = Assert.Single(
            lines,
            line => line.StartsWith("ConnectionStrings:Identity ", StringComparison.Ordinal)
        );
        Assert.Contains("db.example.com:5432/accounts as app", line, StringComparison.Ordinal);
        Assert.EndsWith("the environment variable DATABASE_URL", line, StringComparison.Ordinal);
        Assert.DoesNotContain(lines, one => one.Contains(ServerBinary.MasterKey, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_of_another_system_is_translated()
    {
        var file = _folder.In("c.env");
        await File.WriteAllTextAsync(
            file,
            "DATABASE_URL=postgresql://u:hunter2@h/d\nLOG_LEVEL=info\nCOLOUR=red\n",
            TestContext.Current.CancellationToken
        );

        var printed = (await Binary().RunAsync("settings", "from-env", file)).Lines();

        Assert.Contains("IDENTITY__ConnectionStrings__Identity=(hidden)", printed);
        Assert.Contains("# line 3: COLOUR has no equivalent", printed);
        Assert.Contains(
            "no file",
            (await Binary().RunAsync("settings", "from-env", "nowhere.env")).Refusal(),
            StringComparison.Ordinal
        );
    }

    private ServerBinary Binary()
    {
        var binary = ServerBinary.On(room.ConnectionString, _folder.Path);
        binary.Environment["IDENTITY__Issuer"] = "https://id.example.dev";
        return binary;
    }
}
