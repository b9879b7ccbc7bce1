using Identity.EndToEnd.Commands;

namespace Identity.EndToEnd.Mail;

public sealed class LetterCommandTests(CommandRoom room) : IClassFixture<CommandRoom>
{
    [Fact]
    public async Task A_letter_is_previewed_in_each_language_and_form()
    {
        var text = (await room.RunAsync("letters", "preview", "reset_password", "--locale", "pl-PL", "--text")).Lines();
        Assert.Equal("Ustaw nowe hasło w Identity", text[0]);
        Assert.Contains("https://id.example.com/reset-password?token=MADE-UP-FOR-THE-PREVIEW", text);

        var html = (await room.RunAsync("letters", "preview", "reset_password")).Lines();
        Assert.Equal("<!doctype html>", html[0]);
    }

    [Fact]
    public async Task A_kind_that_does_not_exist_is_named_with_those_that_do() =>
        Assert.StartsWith(
            "There is no letter 'farewell'. There are: verify_email, ",
            (await room.RunAsync("letters", "preview", "farewell")).Refusal(),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_letter_that_does_not_exist_is_named()
    {
        const string Id = "0190163d-8694-739b-9765-88e1f2ad3b5c";

        Assert.Contains(Id, (await room.RunAsync("letters", "show", Id)).Refusal(), StringComparison.Ordinal);
        Assert.Contains(Id, (await room.RunAsync("letters", "resend", Id)).Refusal(), StringComparison.Ordinal);
        Assert.Single((await room.RunAsync("letters", "list", "--dead")).Lines());
    }
}
