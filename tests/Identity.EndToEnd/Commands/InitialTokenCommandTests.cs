using Identity.EndToEnd.Processes;

namespace Identity.EndToEnd.Commands;

public sealed class InitialTokenCommandTests(CommandRoom room) : IClassFixture<CommandRoom>
{
    private static readonly string[] Command = ["clients", "initial-token"];

    [Fact]
    public async Task A_token_is_shown_when_it_is_made_and_never_again()
    {
        var made = await RunAsync("create", "for the shop");

        var token = CommandRoom.Secret(made, "token: ");
        Assert.StartsWith("ia_", token, StringComparison.Ordinal);
        Assert.DoesNotContain(token, (await RunAsync("list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_shows_how_often_how_long_and_for_what_a_token_is_good()
    {
        var id = IdOf(
            await RunAsync([
                "create",
                "ci",
                "--uses",
                "3",
                "--allow-grant",
                "client_credentials",
                "--allow-scope",
                "openid",
            ])
        );
        var usual = IdOf(await RunAsync("create", "anybody", "--expires", "1.00:00:00"));

        var list = await RunAsync("list");

        Assert.Equal([id, "ci", "3", "client_credentials", "openid"], CommandRoom.Row(list, id));
        var row = CommandRoom.Row(list, usual);
        Assert.Equal("any number", row[2]);
        Assert.EndsWith("Z", row[3], StringComparison.Ordinal);
        Assert.StartsWith("authorization_code refresh_token", row[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_revoked_is_gone()
    {
        var id = IdOf(await RunAsync("create", "lost"));

        Assert.Equal([$"revoked {id}"], (await RunAsync("revoke", id)).Lines());

        Assert.DoesNotContain(id, (await RunAsync("list")).Output, StringComparison.Ordinal);
        Assert.Equal($"There is no token {id}.", (await RunAsync("revoke", id)).Refusal());
    }

    [Theory]
    [InlineData("--uses", "0", "--uses is at least 1.")]
    [InlineData("--expires", "00:00:00", "--expires lies in the future.")]
    [InlineData("--allow-grant", "saml", "There is no grant type 'saml'. Known: ")]
    public async Task What_makes_no_sense_is_refused(string option, string value, string why)
    {
        var refused = (await RunAsync("create", "wrong", option, value)).Refusal();

        Assert.StartsWith(why, refused, StringComparison.Ordinal);
    }

    private Task<Finished> RunAsync(params string[] arguments) => room.RunAsync([.. Command, .. arguments]);

    private static string IdOf(Finished made) => made.Lines()[0]["created ".Length..];
}
