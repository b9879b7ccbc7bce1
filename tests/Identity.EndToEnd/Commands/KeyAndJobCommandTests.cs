namespace Identity.EndToEnd.Commands;

public sealed class KeyAndJobCommandTests(CommandRoom room) : IClassFixture<CommandRoom>
{
    [Fact]
    public async Task Keys_are_announced_first_and_at_once_only_when_asked_to()
    {
        Assert.Equal(["Active", "Active"], States((await room.RunAsync("keys", "list")).Lines()));

        Assert.Equal(
            ["Active", "Announced", "Active", "Announced"],
            States((await room.RunAsync("keys", "rotate")).Lines())
        );
        var now = (await room.RunAsync("keys", "rotate", "--now")).Lines();

        // The highest generation signs, and the announced one before it never will.
        Assert.Equal(2, States(now).Count(state => state == "Active"));
        Assert.Equal(
            2,
            now.Count(line =>
                line.Contains("  3 ", StringComparison.Ordinal) && line.Contains("Active", StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public async Task A_job_is_listed_and_runs_when_asked_to()
    {
        var jobs = (await room.RunAsync("jobs", "list")).Lines()[1..];

        Assert.NotEmpty(jobs);
        foreach (var name in jobs.Select(line => line.Split(' ')[0]))
        {
            var summary = Assert.Single((await room.RunAsync("jobs", "run", name)).Lines());
            Assert.StartsWith($"{name}: ", summary, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_job_that_does_not_exist_is_named() =>
        Assert.Equal(
            "There is no job 'sweep'. `jobs list` shows them.",
            (await room.RunAsync("jobs", "run", "sweep")).Refusal()
        );

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("-?")]
    public async Task Help_names_every_command(string option)
    {
        var help = string.Join('\n', (await room.RunAsync(option)).Lines());

        foreach (var command in (string[])["serve", "migrate", "clients", "apis", "users", "keys", "jobs"])
            Assert.Contains($"\n  {command} ", help, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_a_number() =>
        Assert.Matches(@"^\d+\.\d+\.\d+", Assert.Single((await room.RunAsync("--version")).Lines()));

    [Fact]
    public async Task A_command_that_does_not_exist_is_an_error()
    {
        var failed = await room.RunAsync("sreve");

        Assert.Equal(1, failed.Status);
        Assert.Contains("sreve", failed.Errors, StringComparison.Ordinal);
    }

    private static string[] States(string[] listing) =>
        [
            .. listing[1..]
                .Select(line => Array.Find(line.Split(' '), word => word is "Active" or "Announced" or "Retired")!),
        ];
}
