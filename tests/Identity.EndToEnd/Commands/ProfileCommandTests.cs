namespace Identity.EndToEnd.Commands;

/// <summary>`profiles …` as an operator uses it.</summary>
public sealed class ProfileCommandTests(CommandRoom room) : IClassFixture<CommandRoom>
{
    private const string Variable = "AGENTCALLER_SECRET";
    private static readonly string Samples = Path.Join(Checkout.Root, "samples", "adopted");

    [Fact]
    public async Task A_profile_is_applied_twice_shown_listed_and_removed()
    {
        var binary = room.Binary;
        binary.Environment[Variable] = "the secret that the resource API has";
        var file = Path.Join(Samples, "agentcaller.json");

        Assert.Equal(["applied agentcaller"], (await binary.RunAsync("profiles", "apply", file)).Lines());
        Assert.Equal(["applied agentcaller"], (await binary.RunAsync("profiles", "apply", file)).Lines());

        Assert.Contains("urn:agentcaller:api", CommandRoom.Row(await room.RunAsync("profiles", "list"), "agentcaller"));
        Assert.Contains(
            (await room.RunAsync("profiles", "show", "agentcaller")).Lines(),
            line => line.Contains("\"/login\"", StringComparison.Ordinal)
        );
        Assert.Equal(["removed agentcaller"], (await room.RunAsync("profiles", "remove", "agentcaller")).Lines());
        Assert.Equal(
            "There is no profile 'agentcaller'.",
            (await room.RunAsync("profiles", "remove", "agentcaller")).Refusal()
        );
    }

    [Fact]
    public async Task A_secret_that_is_nowhere_is_asked_for_by_name()
    {
        var refusal = (await room.RunAsync("profiles", "apply", Path.Join(Samples, "todo.json"))).Refusal();

        Assert.Contains("environment variable TODO_SECRET, which is not set", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_comes_from_standard_input_and_is_not_printed()
    {
        const string Secret = "typed by an operator, as long as it takes";

        var applied = await room.RunWithInputAsync(
            $"{Secret}\n",
            "profiles",
            "apply",
            "--secret-stdin",
            Path.Join(Samples, "signup.json")
        );

        Assert.Equal(["applied signup"], applied.Lines());
    }

    [Fact]
    public async Task A_file_with_a_mistake_changes_nothing()
    {
        var file = Path.Join(room.Binary.Folder, "spoilt.json");
        var sample = await File.ReadAllTextAsync(
            Path.Join(Samples, "issue-tracker.json"),
            TestContext.Current.CancellationToken
        );
        await File.WriteAllTextAsync(
            file,
            sample.Replace("\"mustBeVerified\"", "\"mustBeVerifed\"", StringComparison.Ordinal),
            TestContext.Current.CancellationToken
        );

        var refusal = (await room.RunAsync("profiles", "check", file)).Refusal();

        Assert.Contains("mustBeVerifed is not known; did you mean mustBeVerified?", refusal, StringComparison.Ordinal);
        Assert.Contains(
            "issue-tracker is good",
            (await room.RunAsync("profiles", "check", Path.Join(Samples, "issue-tracker.json"))).Lines()
        );
    }
}
