using Identity.Server.Database.PrivateCluster;

namespace Identity.Server.StoreTests.Database.PrivateCluster;

public sealed class PostgresClusterTests
{
    // For what has nothing to do with durability.
    private static readonly PostgresClusterSettings Fast = new() { Durable = false };

    [Fact]
    public async Task A_second_start_finds_the_rows_of_the_first()
    {
        using var folder = new TemporaryFolder();
        await using (var first = await folder.StartAsync(Fast))
            await first.WriteAsync(3);

        await using var second = await folder.StartAsync(Fast);

        Assert.Equal(3, await second.CountAsync());
    }

    [Fact]
    public async Task Nothing_of_it_runs_after_it_is_stopped()
    {
        using var folder = new TemporaryFolder();
        await (await folder.StartAsync(Fast)).DisposeAsync();

        Assert.False(File.Exists(Path.Join(folder.Tables, "postmaster.pid")));
    }

    [Fact]
    public async Task It_is_durable_checksummed_and_closed_to_the_network()
    {
        using var folder = new TemporaryFolder();
        await using var cluster = await folder.StartAsync();

        Assert.Equal("on", await cluster.ExecuteAsync("SHOW fsync"));
        Assert.Equal("on", await cluster.ExecuteAsync("SHOW synchronous_commit"));
        Assert.Equal("on", await cluster.ExecuteAsync("SHOW full_page_writes"));
        Assert.Equal("on", await cluster.ExecuteAsync("SHOW data_checksums"));
        Assert.Equal("UTF8", await cluster.ExecuteAsync("SHOW server_encoding"));
        Assert.Equal("", await cluster.ExecuteAsync("SHOW listen_addresses"));
    }

    [Fact]
    public async Task Parameters_reach_the_server()
    {
        using var folder = new TemporaryFolder();
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["max_connections"] = "17" };
        await using var cluster = await folder.StartAsync(Fast with { Parameters = parameters });

        Assert.Equal("17", await cluster.ExecuteAsync("SHOW max_connections"));
        Assert.Equal("off", await cluster.ExecuteAsync("SHOW fsync"));
    }

    [Fact]
    public async Task A_database_is_made_once()
    {
        var ct = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        await using var cluster = await folder.StartAsync(Fast);

        await cluster.CreateDatabaseIfMissingAsync("a \"strange\" name", ct);
        await cluster.CreateDatabaseIfMissingAsync("a \"strange\" name", ct);

        const string Count = "SELECT count(*) FROM pg_database WHERE datname = 'a \"strange\" name'";
        Assert.Equal(1L, await cluster.ExecuteAsync(Count));
    }

    [Fact]
    public async Task A_second_server_in_one_folder_is_refused_with_the_process_that_has_it()
    {
        using var folder = new TemporaryFolder();
        await using var first = await folder.StartAsync(Fast);

        var refusal = await Assert.ThrowsAsync<PrivateClusterException>(() => folder.StartAsync(Fast));

        Assert.Equal(
            $"The private PostgreSQL cluster in {folder.Path} is in use by another server, process {Environment.ProcessId}.",
            refusal.Message
        );
    }

    [Fact]
    public async Task A_folder_whose_path_is_too_long_for_a_socket_works()
    {
        using var folder = new TemporaryFolder(Path.Join(new string('l', 90), new string('o', 90)));
        await using (var first = await folder.StartAsync(Fast))
            await first.WriteAsync(1);

        await using var second = await folder.StartAsync(Fast);

        Assert.Equal(1, await second.CountAsync());
    }

    [Fact]
    public async Task A_socket_folder_that_others_can_enter_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no unix sockets on Windows.");
        if (OperatingSystem.IsWindows())
            return;

        using var folder = new TemporaryFolder();
        await (await folder.StartAsync(Fast)).DisposeAsync();
        var sockets = Path.Join(folder.Path, "postgres", "run");
        File.SetUnixFileMode(sockets, File.GetUnixFileMode(sockets) | UnixFileMode.OtherExecute);

        var refusal = await Assert.ThrowsAsync<PrivateClusterException>(() => folder.StartAsync(Fast));

        Assert.Contains(sockets, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_the_unprivileged_user_cannot_reach_keeps_its_cluster_in_the_system_s_state_folder()
    {
        Assert.SkipUnless(
            Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows(),
            "Only root runs PostgreSQL as somebody else."
        );
        if (OperatingSystem.IsWindows())
            return;

        using var folder = new TemporaryFolder("closed/inner");
        File.SetUnixFileMode(
            Path.Join(folder.Path, ".."),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
        string elsewhere;
        await using (var first = await folder.StartAsync(Fast))
        {
            elsewhere = first.Folder;
            await first.WriteAsync(2);
        }

        await using (var second = await folder.StartAsync(Fast))
            Assert.Equal(2, await second.CountAsync());

        Assert.StartsWith("/var/", elsewhere, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Join(folder.Path, "postgres")));
        Directory.Delete(elsewhere, recursive: true);
    }

    [Fact]
    public async Task A_folder_with_spaces_quotes_and_commas_works()
    {
        using var folder = new TemporaryFolder("a folder, 'of' \"mine\": $HOME ü");
        await using var cluster = await folder.StartAsync(Fast);

        await cluster.WriteAsync(1);

        Assert.Equal(1, await cluster.CountAsync());
    }

    [Fact]
    public async Task A_loopback_port_with_a_password_works_where_there_are_no_sockets()
    {
        using var folder = new TemporaryFolder();
        var loopback = Fast with { Loopback = true };
        await using (var first = await folder.StartAsync(loopback))
            await first.WriteAsync(2);

        await using var second = await folder.StartAsync(loopback);

        Assert.Equal(2, await second.CountAsync());
        Assert.Contains("Password=", second.ConnectionString("postgres"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_programs_the_message_names_the_package_and_the_setting()
    {
        using var folder = new TemporaryFolder();

        var refusal = await Assert.ThrowsAsync<PostgresNotInstalledException>(() =>
            folder.StartAsync(Fast with { BinaryFolders = ["/nonexistent"] })
        );

        Assert.Contains("postgresql", refusal.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("ConnectionStrings:Identity", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_of_another_version_is_refused_with_what_to_do()
    {
        using var folder = new TemporaryFolder();
        await (await folder.StartAsync(Fast)).DisposeAsync();
        await File.WriteAllTextAsync(
            Path.Join(folder.Tables, "PG_VERSION"),
            "9\n",
            TestContext.Current.CancellationToken
        );

        var refusal = await Assert.ThrowsAsync<PrivateClusterException>(() => folder.StartAsync(Fast));

        Assert.Contains("install PostgreSQL 9", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Join(folder.Path, "postgres"), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_start_says_why()
    {
        using var folder = new TemporaryFolder();
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["no_such_parameter"] = "1" };

        var refusal = await Assert.ThrowsAsync<PrivateClusterException>(() =>
            folder.StartAsync(Fast with { Parameters = parameters })
        );

        Assert.Contains(
            "unrecognized configuration parameter \"no_such_parameter\"",
            refusal.Message,
            StringComparison.Ordinal
        );
    }
}
