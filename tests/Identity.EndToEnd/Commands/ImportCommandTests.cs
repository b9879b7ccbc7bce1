using System.Globalization;
using Identity.Server.Users;
using Identity.Server.Users.Throttling;
using Identity.Tests;
using Npgsql;

namespace Identity.EndToEnd.Commands;

/// <summary>The tables of the systems that move in, with hashes that other programs made, moved in by the command itself.</summary>
public sealed class ImportCommandTests(CommandRoom room, TestDatabases databases) : IClassFixture<CommandRoom>
{
    private const string Password = "Größe 72 secret123";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_call_centre_moves_in_with_hashes_of_the_system()
    {
        await using var old = await databases.CreateAsync(Ct);
        var hash = await OldHashes.CryptAsync(Password);
        await OldTables.MakeAsync(
            old,
            $"""
            CREATE TABLE old_users (id serial PRIMARY KEY, email varchar(255) UNIQUE, hashed_password varchar(255),
                                    is_active bool NOT NULL DEFAULT true, created_at timestamptz DEFAULT now());
            INSERT INTO old_users (id, email, hashed_password, is_active) VALUES
                (71, 'Caller@example.com', '{hash}', true), (72, 'gone@example.com', '{hash}', false);
            """
        );

        await ImportAsync(old, "old_users", "agentcaller", 2);

        var person = Assert.IsType<SignInOutcome.Done>(await SignInAsync("caller@example.com")).Person;
        Assert.Equal(71, person.Number);
        Assert.False(person.EmailVerified);
        Assert.IsType<SignInOutcome.Suspended>(await SignInAsync("gone@example.com"));
    }

    [Fact]
    public async Task The_issue_tracker_moves_in_with_hashes_of_htpasswd()
    {
        await using var old = await databases.CreateAsync(Ct);
        var hash = await OldHashes.HtpasswdAsync(Password);
        await OldTables.MakeAsync(
            old,
            $"""
            CREATE TABLE managers (id uuid PRIMARY KEY, email text, password_hash text, name text, timezone text,
                                   is_suspended bool, suspension_message text, email_verified_at timestamp);
            INSERT INTO managers VALUES
                ('0b0e3f52-8d8b-4a5e-9d8c-0c7d0f6a1b01', 'manager@example.com', '{hash}', 'Ada King', 'Europe/London', false, NULL, '2024-05-01 10:00'),
                ('0b0e3f52-8d8b-4a5e-9d8c-0c7d0f6a1b02', 'locked@example.com', '{hash}', 'Bob', 'UTC', true, 'Ask us.', '2024-05-01 10:00'),
                ('0b0e3f52-8d8b-4a5e-9d8c-0c7d0f6a1b03', 'unverified@example.com', '{hash}', 'Cy', 'UTC', false, NULL, NULL);
            """
        );

        await ImportAsync(old, "managers", "issue-tracker", 3);

        var person = Assert
            .IsType<SignInOutcome.Done>(await SignInAsync("manager@example.com", mustBeVerified: true))
            .Person;
        Assert.Equal(new Guid("0b0e3f52-8d8b-4a5e-9d8c-0c7d0f6a1b01"), person.Id);
        Assert.Equal(("Ada King", "Europe/London"), (person.Name, person.TimeZone));
        Assert.Equal(
            "Ask us.",
            Assert.IsType<SignInOutcome.Suspended>(await SignInAsync("locked@example.com")).Message
        );
        Assert.IsType<SignInOutcome.Unverified>(await SignInAsync("unverified@example.com", mustBeVerified: true));
    }

    [Fact]
    public async Task The_list_of_things_to_do_moves_in_with_hashes_of_Python()
    {
        await using var old = await databases.CreateAsync(Ct);
        var hash = await OldHashes.PythonAsync(Password);
        await OldTables.MakeAsync(
            old,
            $"""
            CREATE TABLE users_old (id uuid PRIMARY KEY, email text, password_hash text, created_at timestamptz,
                                    last_signin_at timestamptz);
            INSERT INTO users_old VALUES ('0b0e3f52-8d8b-4a5e-9d8c-0c7d0f6a1c01', 'todo@example.com', '{hash}',
                                          '2022-02-02 02:02:02.123456+00', NULL);
            """
        );

        await ImportAsync(old, "users_old", "todo", 1);

        var person = Assert.IsType<SignInOutcome.Done>(await SignInAsync("todo@example.com")).Person;
        Assert.Equal(new Guid("0b0e3f52-8d8b-4a5e-9d8c-0c7d0f6a1c01"), person.Id);
        Assert.Equal("2022-02-02T02:02:02.1234560+00:00", person.CreatedAt.ToString("O", CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Without_apply_nothing_is_changed_and_a_report_names_every_row_but_no_hash()
    {
        const string Hash = "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$RdescudvJCsgt3ub";
        var (file, report) = (Path.Join(room.Binary.Folder, "people.csv"), Path.Join(room.Binary.Folder, "report.csv"));
        await File.WriteAllTextAsync(file, $"email,password_hash\ndry@example.com,\"{Hash}\"\n\"{Hash}\",\n", Ct);

        var looked = await room.RunAsync("users", "import", "--from", file, "--report", report);

        Assert.Equal("Dry run, nothing was changed:", looked.Lines()[0]);
        var written = await File.ReadAllTextAsync(report, Ct);
        Assert.Contains("2,\"dry@example.com\",\"its password hash is argon2id", written, StringComparison.Ordinal);
        Assert.Contains("3,\"\",\"its e-mail address is not one", written, StringComparison.Ordinal);
        Assert.DoesNotContain("RdescudvJCsgt3ub", written + looked.Output, StringComparison.Ordinal);

        (await room.RunAsync("users", "import", "--from", file, "--allow-no-password", "--apply")).Lines();
        Assert.Contains(
            "dry@example.com",
            (await room.RunAsync("users", "list", "--search", "dry@")).Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_command_that_is_killed_in_the_middle_is_run_again_and_completes()
    {
        const int Many = 40_000;
        var file = Path.Join(room.Binary.Folder, "many.csv");
        var hash = await OldHashes.CryptAsync(Password);
        await File.WriteAllLinesAsync(
            file,
            Enumerable
                .Range(1, Many)
                .Select(i =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{900_000 + i},killed{i}@example.com,{hash},t,2024-01-01"
                    )
                )
                .Prepend("id,email,hashed_password,is_active,created_at"),
            Ct
        );
        string[] command = ["users", "import", "--from", file, "--map", "agentcaller", "--apply"];

        using (var first = room.Binary.Start(command))
        {
            while (await CountAsync() == 0 && !first.HasExited)
                await Task.Delay(10, Ct);
            first.Kill();
            await first.WaitForExitAsync(Ct);
        }
        var finished = await room.RunAsync(command);

        Assert.Equal("Imported:", finished.Lines()[0]);
        Assert.Equal(Many, await CountAsync());
        Assert.Contains($"{0, 10}  rejected", finished.Lines());
    }

    [Theory]
    [InlineData("nothing.csv", "auto", "cannot be read")]
    [InlineData("people.txt", "auto", "ends in .csv")]
    [InlineData("postgres://nobody@127.0.0.1:9/nothing", "auto", "")]
    [InlineData("postgres://nobody@127.0.0.1/nothing?table=", "auto", "names no table")]
    public async Task A_source_that_cannot_be_read_is_an_error_of_one_sentence(string from, string map, string why) =>
        Assert.Contains(
            why,
            (await room.RunAsync("users", "import", "--from", from, "--map", map)).Refusal(),
            StringComparison.Ordinal
        );

    private async Task ImportAsync(TestDatabase old, string table, string map, int count)
    {
        string[] command = ["users", "import", "--from", OldTables.Address(old, table), "--map", map];

        Assert.Contains($"{count, 10}  would be new", (await room.RunAsync(command)).Lines());
        Assert.Contains($"{count, 10}  new", (await room.RunAsync([.. command, "--apply"])).Lines());
        Assert.Contains(
            $"{count, 10}  unchanged, for they are in already",
            (await room.RunAsync([.. command, "--apply"])).Lines()
        );
    }

    private async Task<SignInOutcome> SignInAsync(string email, bool mustBeVerified = false)
    {
        await using var server = await TestServer.StartAsync(room.ConnectionString, Ct);
        var signIn = server.Get<SignIn>();
        Assert.IsType<SignInOutcome.Wrong>(
            await signIn.WithPasswordAsync(email, Password + "!", Source.Unknown, mustBeVerified, Ct)
        );
        return await signIn.WithPasswordAsync(email, Password, Source.Unknown, mustBeVerified, Ct);
    }

    private async Task<long> CountAsync()
    {
        await using var connection = new NpgsqlConnection(room.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(
            "SELECT count(*) FROM users WHERE email LIKE 'killed%'",
            connection
        );
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }
}
