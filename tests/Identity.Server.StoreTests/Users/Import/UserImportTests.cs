using System.Globalization;
using System.Text;
using Identity.Server.Users;
using Identity.Server.Users.Import;
using Identity.Server.Users.Import.Sources;
using Identity.Server.Users.Throttling;
using Identity.Tests;
using Npgsql;

namespace Identity.Server.StoreTests.Users.Import;

public sealed class UserImportTests(ClassServer host) : IClassFixture<ClassServer>
{
    // Of "secret123", by crypt(3).
    private const string Hash = "$2b$05$KDsVvt8WeIRzPwlcgWH5M.TkEfJp6ACADjHj.dsBQURlKY6UGQpKq";
    private const string Header = "id,email,hashed_password,is_active,created_at\n";
    private static readonly ImportTerms Apply = new(Applies: true, IsVerified: true, AllowsNoPassword: false);

    private readonly List<ImportRejection> _rejections = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_run_changes_nothing()
    {
        var rows = Rows(100_000, "twice", 50);
        Assert.Equal((50, 0), Counts(await RunAsync(rows)));
        var before = await TableAsync();

        Assert.Equal((0, 50), Counts(await RunAsync(rows)));

        Assert.Equal(before, await TableAsync());
        Assert.Empty(_rejections);
    }

    [Fact]
    public async Task A_dry_run_changes_nothing_and_counts_the_same()
    {
        var rows = Rows(110_000, "dry", 20);
        var before = await TableAsync();

        Assert.Equal((20, 0), Counts(await RunAsync(rows, Apply with { Applies = false })));

        Assert.Equal(before, await TableAsync());
    }

    [Fact]
    public async Task After_an_interruption_the_rest_comes_in()
    {
        const int Many = (2 * UserImport.BatchSize) + 500;
        var rows = Rows(200_000, "cut", Many);
        // The third batch meets a database that stops.
        await ExecuteAsync(
            $"""
            CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'stopped'; END $$;
            CREATE TRIGGER stop BEFORE INSERT ON users FOR EACH ROW
            WHEN (NEW.number = {200_000 + Many}) EXECUTE FUNCTION stop();
            """
        );
        await Assert.ThrowsAsync<PostgresException>(() => RunAsync(rows));
        await ExecuteAsync("DROP TRIGGER stop ON users; DROP FUNCTION stop()");
        Assert.Equal(2 * UserImport.BatchSize, await CountAsync("cut"));

        Assert.Equal((500, 2 * UserImport.BatchSize), Counts(await RunAsync(rows)));
        Assert.Equal((0, Many), Counts(await RunAsync(rows)));

        Assert.Equal(Many, await CountAsync("cut"));
    }

    [Fact]
    public async Task A_file_that_is_damaged_at_its_end_changes_nothing()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(Rows(300_000, "damaged", 30) + "1,\"x"));

        Assert.Equal(0, await CountAsync("damaged"));
    }

    [Fact]
    public async Task Of_two_rows_of_one_address_id_or_number_the_first_wins()
    {
        var summary = await RunAsync(
            Header
                + $"310001,same@example.com,{Hash},t,2024-01-01\n310002,SAME@Example.com,{Hash},t,2024-01-01\n"
                + $"310001,number@example.com,{Hash},t,2024-01-01\n"
        );

        Assert.Equal((1, 0), Counts(summary));
        Assert.Equal(["row 2 has the same address", "row 2 has the same number 310001"], Reasons());
        Assert.Equal([3, 4], _rejections.Select(rejection => rejection.Row));
    }

    [Fact]
    public async Task Accounts_that_are_there_already_stay_as_they_are()
    {
        var theirs = await host.Server.AddUserAsync();
        var number = await AskAsync<long>($"SELECT number FROM users WHERE email = '{theirs}'");
        var before = await TableAsync();

        var summary = await RunAsync(
            Header
                + $"320001,{theirs},{Hash},t,2024-01-01\n"
                + $"{number},other@example.com,{Hash},t,2024-01-01\n"
                + $"320003,third@example.com,$argon2id$v=19,t,2024-01-01\n"
        );

        Assert.Equal((0, 0), Counts(summary));
        Assert.Equal((1, 2), (summary.Existing, summary.Rejected));
        Assert.Equal(3, _rejections.Count);
        Assert.Contains(Reasons(), reason => reason.Contains("another account of this address"));
        Assert.Contains(Reasons(), reason => reason.Contains($"number {number} is another account's"));
        Assert.Contains(Reasons(), reason => reason.Contains("argon2id"));
        Assert.Equal(before, await TableAsync());
    }

    [Fact]
    public async Task An_id_of_another_account_is_not_taken()
    {
        var theirs = await host.Server.AddUserAsync();
        var id = await AskAsync<Guid>($"SELECT id FROM users WHERE email = '{theirs}'");

        await RunAsync(
            $"id,email,password_hash,created_at,last_signin_at\n{id},thief@example.com,{Hash},,\n",
            map: "todo"
        );

        Assert.Equal(["its id is another account's"], Reasons());
    }

    [Fact]
    public async Task Whoever_registers_next_gets_a_number_beyond_those_that_came()
    {
        await RunAsync(Rows(5_000_000, "numbered", 3));

        var next = await host.Server.AddUserAsync();

        Assert.Equal(5_000_004, await AskAsync<long>($"SELECT number FROM users WHERE email = '{next}'"));
    }

    [Fact]
    public async Task Who_came_signs_in_with_the_old_password_and_who_was_inactive_does_not()
    {
        await RunAsync(
            Header
                + $"330001,Active@Example.com,{Hash},t,2021-02-03 04:05:06+00\n"
                + $"330002,inactive@example.com,{Hash},f,2021-02-03 04:05:06+00\n"
        );

        var done = Assert.IsType<SignInOutcome.Done>(await SignInAsync("active@example.com"));
        Assert.Equal(330_001, done.Person.Number);
        Assert.Equal(new DateTimeOffset(2021, 2, 3, 4, 5, 6, TimeSpan.Zero), done.Person.CreatedAt);
        Assert.IsType<SignInOutcome.Suspended>(await SignInAsync("inactive@example.com"));

        // Hashed again meanwhile, and still the same account.
        Assert.Equal(
            (0, 1),
            Counts(await RunAsync($"{Header}330001,active@example.com,{Hash},t,2021-02-03 04:05:06+00\n"))
        );
    }

    [Fact]
    public async Task Two_imports_of_one_file_at_once_bring_everyone_in_once()
    {
        var rows = Rows(340_000, "together", 2_000);

        await Task.WhenAll(RunAsync(rows), RunAsync(rows));

        Assert.Equal(2_000, await CountAsync("together"));
    }

    [Fact]
    public async Task A_table_of_any_name_is_read_from_another_schema()
    {
        await ExecuteAsync(
            $""""
            CREATE SCHEMA "old app";
            CREATE TABLE "old app"."the ""users""" ("E-mail" text, pwd text, "no" serial);
            INSERT INTO "old app"."the ""users""" VALUES ('quoted@example.com', '{Hash}', 350001);
            """"
        );
        await using var source = new PostgresSource(
            new NpgsqlConnectionStringBuilder(host.ConnectionString),
            "old app.the \"users\""
        );

        var summary = await RunAsync(source, "email=e-mail,password_hash=pwd,id=no", Apply);

        Assert.Equal((1, 0), Counts(summary));
        Assert.IsType<SignInOutcome.Done>(await SignInAsync("quoted@example.com"));
    }

    [Fact]
    public async Task What_else_is_known_of_people_comes_in()
    {
        const string Rows = "email,password_hash,first_name,last_name\n";

        await RunAsync($"{Rows}known@example.com,{Hash},Ada,\nbare@example.com,{Hash},,\n", map: "auto");

        var people = host.Server.Get<People>();
        Assert.Equal("Ada", (await people.FindActiveAsync("known@example.com", Ct))!.Details.GivenName);
        Assert.Null((await people.FindActiveAsync("known@example.com", Ct))!.Details.FamilyName);
        Assert.Null((await people.FindActiveAsync("bare@example.com", Ct))!.DetailsText);
    }

    private static string Rows(int from, string name, int count)
    {
        var rows = new StringBuilder(Header);
        for (var i = 1; i <= count; i++)
            rows.Append(CultureInfo.InvariantCulture, $"{from + i},{name}{i}@example.com,{Hash},t,2024-01-01\n");
        return rows.ToString();
    }

    private static (long New, long Unchanged) Counts(ImportSummary summary) => (summary.New, summary.Unchanged);

    private string[] Reasons() => [.. _rejections.Select(rejection => rejection.Reason)];

    private async Task<ImportSummary> RunAsync(string csv, ImportTerms? terms = null, string map = "agentcaller")
    {
        await using var source = new CsvSource(new MemoryStream(Encoding.UTF8.GetBytes(csv)));
        return await RunAsync(source, map, terms ?? Apply);
    }

    private Task<ImportSummary> RunAsync(IImportSource source, string map, ImportTerms terms) =>
        host
            .Server.Get<UserImport>()
            .RunAsync(
                source,
                ImportMap.Read(map),
                terms,
                rejection =>
                {
                    lock (_rejections)
                        _rejections.Add(rejection);
                    return Task.CompletedTask;
                },
                Ct
            );

    private Task<SignInOutcome> SignInAsync(string email) =>
        host.Server.Get<SignIn>().WithPasswordAsync(email, "secret123", Source.Unknown, true, Ct);

    private Task<string> TableAsync() =>
        AskAsync<string>(
            "SELECT md5(string_agg(u::text, E'\\n' ORDER BY id)) || pg_sequence_last_value('users_number_seq') FROM users u"
        );

    private Task<long> CountAsync(string name) =>
        AskAsync<long>($"SELECT count(*) FROM users WHERE email ~ '^{name}[0-9]+@'");

    private Task<T> AskAsync<T>(string sql) => Sql.AskAsync<T>(host.ConnectionString, sql);

    private Task<int> ExecuteAsync(string sql) => Sql.ExecuteAsync(host.ConnectionString, sql);
}
