using Identity.Server.SpecTests.Adopted;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

public sealed class OneTimeTokenReplay(ClassServer host) : IClassFixture<ClassServer>, IAsyncLifetime
{
    private const string NewPassword = "another horse that staples";
    private IssueTracker _tracker = null!;

    public async ValueTask InitializeAsync() =>
        _tracker = new IssueTracker(await AdoptedServer.WithAllAsync(host.Server));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_used_token_does_nothing_more()
    {
        var email = await _tracker.NewManagerAsync();
        var token = await ResetTokenAsync(email);
        (await _tracker.ResetAsync(token, NewPassword)).ShouldSucceed();

        ShouldBeNoLink(await _tracker.ResetAsync(token, "a thief's own password"));

        (await _tracker.SignInAsync(email, NewPassword)).ShouldSucceed();
    }

    [Fact]
    public async Task A_token_of_one_purpose_is_worth_nothing_for_another()
    {
        var email = AdoptedServer.NewEmail();
        await _tracker.RegisterAsync(email);
        var verification = await _tracker.Server.TokenOfLetterAsync("verify_email", email);
        var reset = await ResetTokenAsync(email);

        ShouldBeNoLink(await _tracker.ResetAsync(verification, NewPassword));
        ShouldBeNoLink(await _tracker.ResetAsync($"pr_{verification[3..]}", NewPassword));
        ShouldBeNoLink(await _tracker.VerifyAsync(reset));
        ShouldBeNoLink(await _tracker.VerifyAsync($"ev_{reset[3..]}"));

        (await _tracker.VerifyAsync(verification)).ShouldSucceed();
        (await _tracker.ResetAsync(reset, NewPassword)).ShouldSucceed();
    }

    [Fact]
    public async Task A_damaged_token_is_no_token()
    {
        var email = await _tracker.NewManagerAsync();
        var token = await ResetTokenAsync(email);

        string[] damaged =
        [
            token[..^1],
            $"{token}A",
            token[3..],
            token.ToUpperInvariant(),
            $" {token}",
            $"{token}=",
            $"{token[..^1]}{(token[^1] == 'A' ? 'B' : 'A')}",
            "pr_",
            new string('A', 4096),
        ];
        foreach (var text in damaged)
            ShouldBeNoLink(await _tracker.ResetAsync(text, NewPassword));

        (await _tracker.ResetAsync(token, NewPassword)).ShouldSucceed();
    }

    [Fact]
    public async Task A_token_changes_its_own_account_and_no_other()
    {
        var (victim, thief) = (await _tracker.NewManagerAsync(), await _tracker.NewManagerAsync());
        var token = await ResetTokenAsync(thief);

        (
            await _tracker.Server.PostAsync(
                "/api/auth/reset-password",
                $$"""{"token":"{{token}}","password":"{{NewPassword}}","email":"{{victim}}"}"""
            )
        ).ShouldSucceed();

        (await _tracker.SignInAsync(victim)).ShouldSucceed();
        (await _tracker.SignInAsync(thief, NewPassword)).ShouldSucceed();
    }

    private static void ShouldBeNoLink(TestAnswer answer) =>
        Assert.Equal((400, "invalid_link"), (answer.Status, answer["error"]));

    private async Task<string> ResetTokenAsync(string email)
    {
        (await _tracker.AskAsync("forgot-password", email)).ShouldSucceed();
        return await _tracker.Server.TokenOfLetterAsync("reset_password", email);
    }
}
