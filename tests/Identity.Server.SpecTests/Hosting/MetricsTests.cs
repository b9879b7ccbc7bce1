using Identity.Jose;
using Identity.Server.Database.Surveys;
using Identity.Server.Hosting.Work;
using Identity.Server.Keys;
using Identity.Server.Mail;
using Identity.Server.Mail.Delivery;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Identity.Server.SpecTests.Hosting;

/// <summary>What an operator reads off a server: at an address of its own, and nothing of anybody in it.</summary>
public sealed class MetricsTests(TestDatabases databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_answer_of_the_token_endpoint_is_counted_by_grant_and_outcome()
    {
        await using var database = await databases.CreateStartedAsync(Ct);
        await using var watched = await Watched.StartAsync(database.ConnectionString);
        var scene = await Scene.SetAsync(watched.Server);

        var first = await scene.FirstRefreshTokenAsync();
        var second = (await scene.RefreshAsync(first)).Issued("refresh_token");
        (await scene.RefreshAsync(second)).ShouldSucceed();
        await scene.RefreshAsync(first);
        await scene.ClientCredentialsAsync();
        await watched.Server.TokenAsync(scene.Client, scene.SignInForm.With("password", "wrong"));
        await watched.Server.TokenAsync(scene.Client, ("grant_type", "authorization_code"), ("code", "ac_nothing"));
        await watched.Server.TokenAsync(scene.Client, ("grant_type", "of my own making"));
        await watched.Server.TokenAsync(scene.Client, ("scope", "openid"));
        await watched.Server.TokenAsync(scene.Client with { Secret = "wrong" }, scene.ClientForm);

        var read = await watched.ReadAsync();
        double? Requests(string grant, string outcome, string error) =>
            read.Sum("identity_token_requests_total", ("grant_type", grant), ("outcome", outcome), ("error", error));
        Assert.Equal(1, Requests("password", "issued", ""));
        Assert.Equal(1, Requests("password", "refused", "invalid_grant"));
        Assert.Equal(2, Requests("refresh_token", "issued", ""));
        Assert.Equal(1, Requests("refresh_token", "refused", "invalid_grant"));
        Assert.Equal(1, Requests("client_credentials", "issued", ""));
        Assert.Equal(1, Requests("client_credentials", "refused", "invalid_client"));
        Assert.Equal(1, read.Sum("identity_token_requests_total", ("grant_type", "authorization_code")));
        Assert.Equal(1, read.Sum("identity_token_requests_total", ("grant_type", "other")));
        Assert.Equal(1, Requests("none", "refused", "invalid_request"));
        Assert.Equal(10, read.Sum("identity_token_request_duration_seconds_count"));
        Assert.Equal(1, read.Sum("identity_tokens_reuse_detections_total"));
        Assert.Equal(1, read.Sum("identity_sign_ins_total", ("outcome", "done")));
        Assert.Equal(1, read.Sum("identity_sign_ins_total", ("outcome", "refused")));
        Assert.Equal(1, read.Sum("identity_build_info"));
        Assert.True(read.Sum("identity_passwords_hash_duration_seconds_count") >= 2);
        foreach (var algorithm in (string[])["RS256", "ES256"])
        {
            Assert.True(read.Sum("identity_keys_age_seconds", ("algorithm", algorithm)) >= 0);
            Assert.True(read.Sum("identity_keys_next_change_seconds", ("algorithm", algorithm)) > 0);
            Assert.Equal(0, read.Sum("identity_keys_rotations_total", ("algorithm", algorithm)));
        }
        string[] others =
        [
            "identity_passwords_hash_waiting",
            "identity_audit_waiting",
            "identity_audit_spilled_total",
            "http_server_request_duration_seconds",
            "http_server_active_requests",
            "kestrel_active_connections",
            "db_client_connections",
            "db_client_operation_duration_seconds",
            "dotnet_process_memory_working_set_bytes",
            "dotnet_thread_pool_queue_length",
        ];
        Assert.All(others, name => Assert.Contains(name, read.Types.Keys));
    }

    [Fact]
    public async Task What_comes_of_a_request_for_authorization_is_counted_at_each_step()
    {
        await using var database = await databases.CreateStartedAsync(Ct);
        await using var watched = await Watched.StartAsync(database.ConnectionString);
        var app = await App.RegisterAsync(watched.Server);
        var email = await watched.Server.AddUserAsync();
        using var visitor = new Visitor(watched.Server) { IsForetold = false };

        await visitor.GetAsync("/connect/authorize?client_id=nobody");
        await visitor.GetAsync("/connect/authorize/resume?request=nothing");
        await visitor.TravelAsync(app, app.Address(), email);

        var read = await watched.ReadAsync();
        foreach (var outcome in (string[])["refused", "start_again", "login", "code"])
            Assert.Equal(1, read.Sum("identity_authorize_requests_total", ("outcome", outcome)));
    }

    [Fact]
    public async Task The_public_address_has_no_metrics_and_theirs_has_nothing_else_but_health()
    {
        await using var database = await databases.CreateStartedAsync(Ct);
        await using var watched = await Watched.StartAsync(database.ConnectionString);

        foreach (var path in (string[])["/metrics", "/Metrics", "/metrics/"])
            Assert.Equal(404, (await watched.Server.GetAsync(path)).Status);
        Assert.Equal(200, (await watched.GetAsync("/metrics")).Status);
        Assert.Equal((200, "Healthy"), await watched.GetAsync("/health/live"));
        Assert.Equal((200, "Healthy"), await watched.GetAsync("/health/ready"));
        foreach (
            var path in (string[])["/", "/connect/token", "/.well-known/openid-configuration", "/api/v1/me", "/signin"]
        )
        {
            Assert.Equal(404, (await watched.GetAsync(path)).Status);
        }
    }

    [Fact]
    public async Task While_the_database_is_away_they_are_read_as_quickly_as_ever()
    {
        await using var database = await databases.CreateStartedAsync(Ct);
        await using var line = new DatabaseLine(database);
        await using var watched = await Watched.StartAsync(line.ConnectionString);
        var scene = await Scene.SetAsync(watched.Server);

        await line.CutAsync();
        Assert.Equal(503, (await scene.SignInAsync()).Status);
        var asked = TimeProvider.System.GetTimestamp();
        var read = await watched.ReadAsync();

        Assert.InRange(TimeProvider.System.GetElapsedTime(asked), TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.Equal(1, read.Sum("identity_token_requests_total", ("grant_type", "password"), ("outcome", "failed")));
        Assert.Equal(503, (await watched.GetAsync("/health/ready")).Status);
        Assert.Equal(200, (await watched.GetAsync("/health/live")).Status);
        line.Mend();
    }

    [Fact]
    public async Task Letters_that_wait_and_jobs_that_ran_are_seen()
    {
        await using var database = await databases.CreateStartedAsync(Ct);
        await using var watched = await Watched.StartAsync(database.ConnectionString);
        var source = watched.Server.Get<NpgsqlDataSource>();
        await RunAsync(
            source,
            """
            INSERT INTO letters (id, created_at, kind, recipient, about, next_attempt_at)
            VALUES (gen_random_uuid(), now(), 'verify-email', 'ann@example.com', '{}', now() + interval '1 day')
            """
        );
        await RunAsync(
            source,
            """
            INSERT INTO job_runs (id, job, node, started_at, ended_at, failed, summary)
            VALUES (gen_random_uuid(), 'rotate-keys', 'n', now() - interval '1 hour', now() - interval '1 hour', false, '')
            """
        );
        // As the timer does every fifteen seconds.
        foreach (var survey in watched.Server.Services.GetServices<ISurvey>())
        {
            Assert.True(survey.IsWanted);
            await survey.LookAsync(Ct);
        }

        var read = await watched.ReadAsync();

        Assert.Equal(1, read.Sum("identity_mail_queue_letters", ("state", "waiting")));
        Assert.Equal(0, read.Sum("identity_mail_queue_letters", ("state", "dead")));
        Assert.InRange(read.Sum("identity_mail_queue_oldest_seconds")!.Value, 0, 60);
        Assert.InRange(read.Sum("identity_jobs_since_success_seconds", ("job", "rotate-keys"))!.Value, 3590, 3700);
    }

    [Fact]
    public async Task What_the_server_does_by_itself_and_what_it_will_not_do_is_counted()
    {
        await using var database = await databases.CreateStartedAsync(Ct);
        await using var watched = await Watched.StartAsync(
            database.ConnectionString,
            ("Throttling:AttemptsPerAccountAndSource", "1")
        );
        var server = watched.Server;
        var scene = await Scene.SetAsync(server);

        for (var attempt = 0; attempt < 3; attempt++)
            await server.TokenAsync(scene.Client, scene.SignInForm.With("password", "wrong"));
        await server.Get<SigningKeys>().RotateAsync(TimeSpan.FromDays(1), JwsAlgorithm.RS256, Ct);
        await server.Get<JobRunner>().RunAsync("purge-repeats", Ct);
        await server.Get<Outbox>().AddAsync("no such letter", scene.Email, new Dictionary<string, string>(), Ct);
        await server.Get<LetterDelivery>().DeliverDueAsync(Ct);

        var read = await watched.ReadAsync();
        Assert.Equal(2, read.Sum("identity_throttled_total", ("kind", "account_and_source")));
        Assert.Equal(3, read.Sum("identity_sign_ins_total", ("outcome", "refused")));
        Assert.Equal(1, read.Sum("identity_keys_rotations_total", ("algorithm", "RS256")));
        Assert.InRange(read.Sum("identity_keys_next_change_seconds", ("algorithm", "RS256"))!.Value, 86_000, 86_400);
        Assert.Equal(1, read.Sum("identity_jobs_runs_total", ("job", "purge-repeats"), ("outcome", "done")));
        Assert.Equal(1, read.Sum("identity_jobs_run_duration_seconds_count", ("job", "purge-repeats")));
        Assert.Equal(1, read.Sum("identity_mail_letters_total", ("outcome", "deferred")));
    }

    [Fact]
    public async Task Nobody_is_found_in_them()
    {
        await using var database = await databases.CreateStartedAsync(Ct);
        await using var watched = await Watched.StartAsync(database.ConnectionString);
        var scene = await Scene.SetAsync(watched.Server);
        var tokens = await scene.SignInAsync();
        await watched.Server.UserInfoAsync(tokens.Issued());
        await watched.Server.TokenAsync(scene.Client, scene.SignInForm.With("password", "hunter-two"));
        await watched.Server.GetAsync("/account?who=hunter-two");
        await watched.Server.GetAsync("/hunter-two");
        await watched.Server.TokenAsync(scene.Client, ("grant_type", "hunter-two"));

        var text = (await watched.GetAsync("/metrics")).Body;

        string[] secrets =
        [
            scene.Email,
            scene.Client.Id,
            TestClients.Password,
            "hunter-two",
            tokens.Issued(),
            tokens.Issued("refresh_token"),
            "127.0.0.1:",
        ];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase));
    }

    private static async Task RunAsync(NpgsqlDataSource source, string statement)
    {
        await using var command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync(Ct);
    }

    /// <summary>A server whose metrics are read.</summary>
    private sealed class Watched(TestServer server, Uri address) : IAsyncDisposable
    {
        public TestServer Server => server;

        public static async Task<Watched> StartAsync(string connectionString, params (string Name, string Value)[] more)
        {
            var url = $"http://127.0.0.1:{FreePort.Take()}";
            var settings = new Dictionary<string, string?> { ["Metrics:Url"] = url };
            foreach (var (name, value) in more)
                settings[name] = value;
            return new Watched(await TestServer.StartAsync(connectionString, Ct, settings), new Uri(url));
        }

        public async Task<(int Status, string Body)> GetAsync(string path)
        {
            using var answer = await server.Http.GetAsync(new Uri(address, path), Ct);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
        }

        public async Task<Exposition> ReadAsync()
        {
            using var answer = await server.Http.GetAsync(new Uri(address, "/metrics"), Ct);
            Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
            return Exposition.Read(await answer.Content.ReadAsStringAsync(Ct));
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
