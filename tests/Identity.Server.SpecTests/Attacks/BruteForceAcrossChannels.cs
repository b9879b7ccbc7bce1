using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Users;
using Identity.Server.Users.SelfService;
using Identity.Server.Users.Throttling;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

public sealed class BruteForceAcrossChannels(TestDatabases databases) : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private TestDatabase? _database;
    private TestServer? _server;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private TestServer Server => _server!;

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateStartedAsync(Ct);
        var settings = new Dictionary<string, string?> { ["Throttling:AttemptsPerSource"] = "30" };
        _server = await TestServer.StartAsync(_database.ConnectionString, Ct, settings, _clock);
    }

    [Fact, Spec("RFC 6585 §4"), Spec("RFC 6749 §10.7"), Spec("RFC 6749 §4.3.2"), Spec("RFC 6749 §10.10")]
    public async Task Of_a_hundred_passwords_at_once_five_are_looked_at()
    {
        var scene = await Scene.SetAsync(Server);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => GuessAsync(scene, scene.Email)));

        Assert.Equal(5, answers.Count(answer => answer.Status == 400));
        var refused = answers.Where(answer => answer.Status != 400).ToList();
        Assert.Equal(95, refused.Count);
        Assert.All(refused, answer => answer.ShouldRefuse("too_many_attempts", 429));
        // What was refused by one counter is taken back from another, so that a wait may just have ended.
        Assert.All(
            refused,
            answer => Assert.InRange(answer.Response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60)
        );
    }

    [Fact, Spec("RFC 6749 §10.7")]
    public async Task Another_client_another_spelling_and_another_door_share_one_count()
    {
        var scene = await Scene.SetAsync(Server);
        var other = scene with { Client = await Server.AddClientAsync(["openid"]) };
        var source = new Source(System.Net.IPAddress.Loopback, Device: null);
        var person = (await Server.Get<People>().FindActiveAsync(scene.Email, Ct))!;

        (await GuessAsync(scene, scene.Email)).ShouldRefuse("invalid_grant");
        (await GuessAsync(other, scene.Email, "openid")).ShouldRefuse("invalid_grant");
        (await GuessAsync(scene, scene.Email.ToUpperInvariant())).ShouldRefuse("invalid_grant");
        // What pages and the account API call, for sign-in and for everything that asks for the password again.
        Assert.IsType<SignInOutcome.Wrong>(
            await Server.Get<SignIn>().WithPasswordAsync(scene.Email, "wrong", source, mustBeVerified: false, Ct)
        );
        Assert.IsType<Confirmation.WrongPassword>(
            await Server.Get<PasswordConfirmation>().ConfirmAsync(person.Id, "wrong", source, Ct)
        );

        ShouldBeThrottled(await scene.SignInAsync());
        ShouldBeThrottled(await other.SignInAsync("openid"));
        Assert.IsType<Confirmation.Throttled>(
            await Server.Get<PasswordConfirmation>().ConfirmAsync(person.Id, TestClients.Password, source, Ct)
        );
    }

    [Fact, Spec("RFC 6749 §10.7")]
    public async Task A_request_that_is_abandoned_has_been_counted()
    {
        var scene = await Scene.SetAsync(Server);
        for (var guess = 0; guess < 5; guess++)
        {
            using var impatience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            using var request = Guess(scene);
            var answer = Server.Http.SendAsync(request, impatience.Token);
            await UntilCountedAsync(guess + 1);
            await impatience.CancelAsync();
            await answer.ContinueWith(_ => { }, TaskScheduler.Default);
        }

        ShouldBeThrottled(await scene.SignInAsync());
    }

    [Fact, Spec("RFC 6749 §10.7")]
    public async Task One_password_tried_at_every_account_is_stopped_by_its_source()
    {
        var scene = await Scene.SetAsync(Server);
        for (var victim = 0; victim < 30; victim++)
            (await GuessAsync(scene, $"victim{victim}@example.com")).ShouldRefuse("invalid_grant");

        ShouldBeThrottled(await GuessAsync(scene, "one-more@example.com"));
        ShouldBeThrottled(await scene.SignInAsync());

        _clock.Advance(TimeSpan.FromMinutes(1));
        (await scene.SignInAsync()).ShouldSucceed();
    }

    [Fact, Spec("RFC 6749 §5.2")]
    public async Task Who_waits_does_not_learn_whether_there_is_an_account_or_what_its_password_is()
    {
        var scene = await Scene.SetAsync(Server);
        for (var guess = 0; guess < 5; guess++)
        {
            await GuessAsync(scene, scene.Email);
            await GuessAsync(scene, "nobody@example.com");
        }

        TestAnswer[] answers =
        [
            await scene.SignInAsync(),
            await GuessAsync(scene, scene.Email),
            await GuessAsync(scene, "nobody@example.com"),
        ];

        Assert.All(answers, ShouldBeThrottled);
        Assert.Single(answers.Select(answer => $"{answer.Response.Headers.RetryAfter} {answer.Body}").Distinct());
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    private static void ShouldBeThrottled(TestAnswer answer)
    {
        answer.ShouldRefuse("too_many_attempts", 429);
        Assert.Equal(TimeSpan.FromMinutes(1), answer.Response.Headers.RetryAfter!.Delta);
    }

    private Task<TestAnswer> GuessAsync(Scene scene, string email, string? scope = null) =>
        Server.TokenAsync(
            scene.Client,
            scene.SignInForm.With("username", email).With("password", "wrong").With("scope", scope ?? scene.EveryScope)
        );

    private static HttpRequestMessage Guess(Scene scene)
    {
        var form = scene.SignInForm.With("password", "wrong");
        var request = new HttpRequestMessage(HttpMethod.Post, "/connect/token")
        {
            Content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))),
        };
        request.Headers.Authorization = TestClients.Basic(scene.Client.Id, scene.Client.Secret!);
        return request;
    }

    private async Task UntilCountedAsync(int attempts)
    {
        await using var connection = new Npgsql.NpgsqlConnection(_database!.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new Npgsql.NpgsqlCommand(
            $"SELECT count(*) FROM throttles WHERE attempts >= {attempts}",
            connection
        );
        for (var patience = 0; patience < 1000; patience++)
        {
            if (await command.ExecuteScalarAsync(Ct) is 3L)
                return;
            await Task.Delay(5, Ct);
        }

        Assert.Fail("It was not counted.");
    }
}
