using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Adopted;

/// <summary>The contract of the issue tracker, row by row.</summary>
public sealed class IssueTrackerTests(ClassServer host) : IClassFixture<ClassServer>, IAsyncLifetime
{
    private const string Password = "a horse that staples";
    private IssueTracker _tracker = null!;

    public async ValueTask InitializeAsync() =>
        _tracker = new IssueTracker(await AdoptedServer.WithAllAsync(host.Server));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Register_makes_a_manager_and_sends_a_letter()
    {
        var email = AdoptedServer.NewEmail();

        var answer = await _tracker.RegisterAsync(email);

        Assert.Equal(201, answer.Status);
        Assert.Equal(email, answer["email"]);
        Assert.Equal("Europe/Warsaw", answer["timezone"]);
        var letter = await _tracker.Server.NewestLetterAsync("verify_email", email);
        Assert.StartsWith("http://localhost:3001/verify-email?token=", letter!.About["link"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("timezone", "Mars/Olympus", "invalid_time_zone")]
    [InlineData("timezone", "", "invalid_request")]
    [InlineData("name", "", "invalid_request")]
    [InlineData("email", "nobody", "invalid_email")]
    [InlineData("password", "short", "weak_password")]
    public async Task A_registration_with_one_fault_is_refused_for_it(string field, string value, string code)
    {
        var answer = await _tracker.RegisterAsync(AdoptedServer.NewEmail(), with: (field, value));

        Assert.Equal((400, code), (answer.Status, answer["error"]));
    }

    [Fact]
    public async Task An_unverified_manager_cannot_sign_in()
    {
        var email = AdoptedServer.NewEmail();
        await _tracker.RegisterAsync(email);

        var answer = await _tracker.SignInAsync(email);

        Assert.Equal((403, "unverified"), (answer.Status, answer["error"]));
    }

    [Fact]
    public async Task A_verified_manager_gets_both_tokens_for_a_day()
    {
        var answer = await _tracker.SignInAsync(await _tracker.NewManagerAsync());

        answer.ShouldSucceed();
        Assert.Equal("86400", answer["expires_in"]);
        Assert.Equal("RS256", ServedKeys.Header(answer.Issued()).GetProperty("alg").GetString());
        await host.Server.VerifyAsync(answer.Issued());
        Assert.StartsWith("rt_", answer.Issued("refresh_token"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suspended_manager_is_told_why_and_their_tokens_are_over()
    {
        var email = await _tracker.NewManagerAsync();
        var tokens = await _tracker.SignInAsync(email);
        (await _tracker.IntrospectAsync(tokens.Issued())).ShouldBeActive();

        await _tracker.Server.SuspendAsync(email, "Please call the office.");

        var answer = await _tracker.SignInAsync(email);
        Assert.Equal((403, "Please call the office."), (answer.Status, answer["message"]));
        (await _tracker.IntrospectAsync(tokens.Issued())).ShouldBeInactive();
        Assert.Equal(401, (await _tracker.RefreshAsync(tokens.Issued("refresh_token"))).Status);
        Assert.Equal(401, (await _tracker.LogoutAsync(tokens.Issued())).Status);
    }

    [Fact]
    public async Task Logout_ends_the_callers_session_and_no_other()
    {
        var email = await _tracker.NewManagerAsync();
        var (mine, other) = (await _tracker.SignInAsync(email), await _tracker.SignInAsync(email));

        (await _tracker.LogoutAsync(mine.Issued())).ShouldSucceed();

        Assert.Equal(401, (await _tracker.RefreshAsync(mine.Issued("refresh_token"))).Status);
        (await _tracker.IntrospectAsync(mine.Issued())).ShouldBeInactive();
        Assert.Equal(401, (await _tracker.LogoutAsync(mine.Issued())).Status);
        (await _tracker.IntrospectAsync(other.Issued())).ShouldBeActive();
        (await _tracker.RefreshAsync(other.Issued("refresh_token"))).ShouldSucceed();
    }

    [Fact]
    public async Task Logout_without_a_token_is_refused() =>
        Assert.Equal(401, (await _tracker.LogoutAsync(token: null)).Status);

    [Fact]
    public async Task Refresh_gives_new_tokens_and_spends_the_old_one()
    {
        var first = await _tracker.SignInAsync(await _tracker.NewManagerAsync());

        var second = await _tracker.RefreshAsync(first.Issued("refresh_token"));

        second.ShouldSucceed();
        Assert.NotEqual(first.Issued("refresh_token"), second.Issued("refresh_token"));
        Assert.NotEqual(first.Issued(), second.Issued());
        var third = await _tracker.RefreshAsync(second.Issued("refresh_token"));
        third.ShouldSucceed();
        // Two turns on, it is theft: the family ends.
        Assert.Equal(401, (await _tracker.RefreshAsync(first.Issued("refresh_token"))).Status);
        Assert.Equal(401, (await _tracker.RefreshAsync(third.Issued("refresh_token"))).Status);
    }

    [Fact]
    public async Task A_hundred_refreshes_at_once_have_one_successor()
    {
        var token = (await _tracker.SignInAsync(await _tracker.NewManagerAsync())).Issued("refresh_token");

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _tracker.RefreshAsync(token)));

        Assert.Single(answers.Select(answer => answer.Issued("refresh_token")).Distinct());
    }

    [Fact]
    public async Task A_hundred_verifications_at_once_have_one_success()
    {
        var email = AdoptedServer.NewEmail();
        await _tracker.RegisterAsync(email);
        var token = await _tracker.Server.TokenOfLetterAsync("verify_email", email);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _tracker.VerifyAsync(token)));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(
            answers.Where(answer => answer.Status != 200),
            answer => Assert.Equal("invalid_link", answer["error"])
        );
    }

    [Theory]
    [InlineData("resend-verification")]
    [InlineData("forgot-password")]
    public async Task Who_has_an_account_is_not_told(string path)
    {
        var unverified = AdoptedServer.NewEmail();
        await _tracker.RegisterAsync(unverified);
        var seen = new HashSet<string>(StringComparer.Ordinal);

        foreach (
            var email in (string[])[unverified, await _tracker.NewManagerAsync(), AdoptedServer.NewEmail(), "nobody"]
        )
        {
            var answer = await _tracker.AskAsync(path, email);
            answer.ShouldSucceed();
            answer.Response.Headers.Remove("Date");
            seen.Add($"{answer.Response.Headers}{answer.Body}");
        }

        Assert.Single(seen);
    }

    [Fact]
    public async Task A_second_letter_makes_the_first_worthless()
    {
        var email = AdoptedServer.NewEmail();
        await _tracker.RegisterAsync(email);
        var first = await _tracker.Server.TokenOfLetterAsync("verify_email", email);

        (await _tracker.AskAsync("resend-verification", email)).ShouldSucceed();
        var second = await _tracker.Server.TokenOfLetterAsync("verify_email", email);

        Assert.NotEqual(first, second);
        Assert.Equal(400, (await _tracker.VerifyAsync(first)).Status);
        (await _tracker.VerifyAsync(second)).ShouldSucceed();
    }

    [Fact]
    public async Task A_reset_ends_every_session_and_lets_the_new_password_in()
    {
        var email = await _tracker.NewManagerAsync();
        TestAnswer[] sessions = [await _tracker.SignInAsync(email), await _tracker.SignInAsync(email)];
        (await _tracker.AskAsync("forgot-password", email)).ShouldSucceed();
        var token = await _tracker.Server.TokenOfLetterAsync("reset_password", email);

        (await _tracker.ResetAsync(token, "another horse that staples")).ShouldSucceed();

        foreach (var session in sessions)
        {
            Assert.Equal(401, (await _tracker.RefreshAsync(session.Issued("refresh_token"))).Status);
            (await _tracker.IntrospectAsync(session.Issued())).ShouldBeInactive();
        }
        Assert.Equal(401, (await _tracker.SignInAsync(email)).Status);
        var again = await _tracker.SignInAsync(email, "another horse that staples");
        again.ShouldSucceed();
        (await _tracker.IntrospectAsync(again.Issued())).ShouldBeActive();
        Assert.Equal(400, (await _tracker.ResetAsync(token, Password)).Status);
    }

    [Fact]
    public async Task A_weak_new_password_does_not_cost_the_letter()
    {
        var email = await _tracker.NewManagerAsync();
        await _tracker.AskAsync("forgot-password", email);
        var token = await _tracker.Server.TokenOfLetterAsync("reset_password", email);

        Assert.Equal("weak_password", (await _tracker.ResetAsync(token, "short"))["error"]);
        (await _tracker.ResetAsync(token, "another horse that staples")).ShouldSucceed();
    }

    [Theory]
    [InlineData("http://localhost:3001", true)]
    [InlineData("http://127.0.0.1:3001", true)]
    [InlineData("http://localhost:3000", false)]
    public async Task Origins_may_be_a_list_with_commas(string origin, bool isAllowed)
    {
        var answer = await _tracker.Server.SendAsync(
            "OPTIONS",
            "/api/auth/login",
            ("Origin", origin),
            ("Access-Control-Request-Method", "POST")
        );

        Assert.Equal(isAllowed, answer.Response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_refresh_token_of_another_sign_in_is_not_ended_by_a_stranger()
    {
        var mine = await _tracker.SignInAsync(await _tracker.NewManagerAsync());
        var stranger = await _tracker.SignInAsync(await _tracker.NewManagerAsync());

        (await _tracker.LogoutAsync(stranger.Issued())).ShouldSucceed();

        (await _tracker.RefreshAsync(mine.Issued("refresh_token"))).ShouldSucceed();
    }
}
