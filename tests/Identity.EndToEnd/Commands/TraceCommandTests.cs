namespace Identity.EndToEnd.Commands;

/// <summary>`trace` as it is typed: what is asked about comes by standard input, and leaves no more than a line in the audit.</summary>
public sealed class TraceCommandTests(CommandRoom room) : IClassFixture<CommandRoom>
{
    [Fact]
    public async Task What_is_wrong_with_a_request_is_found_without_a_server_that_runs()
    {
        const string Registered = "https://app.example.com/callback";
        (
            await room.RunAsync(
                "clients",
                "create",
                "app",
                "--grant",
                "authorization_code",
                "--scope",
                "openid",
                "--redirect-uri",
                Registered
            )
        ).Lines();
        const string Request =
            "https://id.example/connect/authorize?client_id=app&response_type=code&scope=openid&redirect_uri=https://app.example.com/callback/\n";

        var lines = (await room.RunWithInputAsync(Request, "trace")).Lines();

        Assert.Contains("fail  The redirect URI is the client's own (RFC 9700 §4.1.3)", lines);
        Assert.Contains(lines, line => line.EndsWith("there is a slash at its end.", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("The browser is shown a page", StringComparison.Ordinal));
        var audit = (await room.RunAsync("audit", "--kind", "trace", "--client", "app")).Lines();
        Assert.Contains(audit, line => line.Contains("console:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_be_traced_has_a_sentence_and_a_status()
    {
        var nothing = await room.RunWithInputAsync("", "trace");
        var answer = await room.RunWithInputAsync("https://app.example/callback?error=invalid_scope", "trace");

        Assert.Equal((1, 1), (nothing.Status, answer.Status));
        Assert.Contains("it says invalid_scope", answer.Errors, StringComparison.Ordinal);
    }
}
