using System.Globalization;
using System.Text.Json.Nodes;
using Identity.EndToEnd.Processes;
using Identity.Tests;
using Npgsql;

namespace Identity.EndToEnd.Mail;

/// <summary>The server's own binary and a mail server with TLS and a password: encrypted and verified, or not sent.</summary>
public sealed class SmtpSecurityTests(TestDatabases databases) : IAsyncLifetime
{
    private const string Password = "a password with spaces & żółć";
    private readonly WorkFolder _folder = new();
    private TestDatabase? _database;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_letter_goes_encrypted_and_with_the_password_to_a_server_of_a_private_authority()
    {
        var (certificate, key) = MailServer.MakeCertificate(_folder);
        var (mail, port) = await MailServer.StartAsync(
            new JsonObject
            {
                ["certificate"] = certificate,
                ["key"] = key,
                ["user"] = "identity",
                ["password"] = Password,
            }
        );
        await using var _ = mail;
        var server = Server(port);
        server.Environment["IDENTITY__Mail__User"] = "identity";
        server.Environment["IDENTITY__Mail__Password"] = Password;
        // What the machine trusts, for this process: the setting of OpenSSL that operators with an authority of their own know.
        server.Environment["SSL_CERT_FILE"] = certificate;

        await using var running = await ServeAsync(server);
        await QueueAsync("ann@example.com");

        var letter = Assert.Single(await mail.LettersAsync(1));
        Assert.True(letter.IsEncrypted);
        Assert.Equal("identity", letter.User);
        var link = letter
            .Text.Split('\n')
            .Select(line => line.Trim())
            .Single(line => line.StartsWith("https://", StringComparison.Ordinal));
        await running.PrintsAsync("is done at attempt 1");
        // Nothing of the letter, of its reader, and of our password is in the log.
        Assert.DoesNotContain(link, running.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain("ev_", running.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain("ann@example.com", running.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, running.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_letter_passes_through_a_mail_server_that_operators_run()
    {
        var (end, next) = await MailServer.StartAsync();
        await using var _ = end;
        await using var relay = await OpenSmtpd.StartAsync(_folder, next);
        var server = Server(relay.Port);
        server.Environment["IDENTITY__Mail__Security"] = "None";

        await using var running = await ServeAsync(server);
        var id = Guid.Parse(await QueueAsync("ann@example.com"), CultureInfo.InvariantCulture);

        var letter = Assert.Single(await end.LettersAsync(1));
        Assert.Equal("ann@example.com", letter.To);
        Assert.Equal($"<{id:N}@acme.example>", letter.MessageId);
        Assert.Equal(["text/plain", "text/html"], letter.Parts);
        Assert.Contains("OpenSMTPD", letter.Header("received"), StringComparison.Ordinal);
        Assert.Contains("/verify-email?token=ev_", letter.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_the_machine_does_not_trust_gets_no_letter()
    {
        var (certificate, key) = MailServer.MakeCertificate(_folder);
        var (mail, port) = await MailServer.StartAsync(new JsonObject { ["certificate"] = certificate, ["key"] = key });
        await using var _ = mail;

        Assert.Contains("certificate", await FailureAsync(Server(port)), StringComparison.Ordinal);
        Assert.Empty(await mail.LettersAsync());
    }

    [Fact]
    public async Task A_server_without_tls_gets_neither_letter_nor_password()
    {
        var (mail, port) = await MailServer.StartAsync();
        await using var _ = mail;
        var server = Server(port);
        server.Environment["IDENTITY__Mail__User"] = "identity";
        server.Environment["IDENTITY__Mail__Password"] = Password;

        Assert.Contains("does not support secure connections", await FailureAsync(server), StringComparison.Ordinal);
        Assert.Empty(await mail.LettersAsync());
    }

    [Fact]
    public async Task A_wrong_password_is_said_and_the_letter_waits()
    {
        var (certificate, key) = MailServer.MakeCertificate(_folder);
        var (mail, port) = await MailServer.StartAsync(
            new JsonObject
            {
                ["certificate"] = certificate,
                ["key"] = key,
                ["user"] = "identity",
                ["password"] = "another",
            }
        );
        await using var _ = mail;
        var server = Server(port);
        server.Environment["IDENTITY__Mail__User"] = "identity";
        server.Environment["IDENTITY__Mail__Password"] = Password;
        server.Environment["SSL_CERT_FILE"] = certificate;

        var failure = await FailureAsync(server);

        Assert.Contains("authenticat", failure, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Password, failure, StringComparison.Ordinal);
        Assert.Empty(await mail.LettersAsync());
        var list = (await server.RunAsync("letters", "list")).Lines();
        Assert.Contains("being tried", list[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_mail_server_the_start_fails_and_says_what_to_set()
    {
        var server = ServerBinary.On(_database!.ConnectionString, _folder.Path);
        server.Environment.Remove("IDENTITY__Mail__Transport");

        Assert.Equal(
            "There is no mail server. Set Mail:Host and Mail:From, or Mail:Transport=None for a server that sends no letters.",
            (await server.RunAsync("serve")).Refusal()
        );
    }

    public async ValueTask InitializeAsync() => _database = await databases.CreateAsync(Ct);

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
        _folder.Dispose();
    }

    private ServerBinary Server(int port)
    {
        var server = ServerBinary.On(_database!.ConnectionString, _folder.Path);
        server.Environment.Remove("IDENTITY__Mail__Transport");
        server.Environment["IDENTITY__Mail__Host"] = "localhost";
        server.Environment["IDENTITY__Mail__Port"] = port.ToString(CultureInfo.InvariantCulture);
        server.Environment["IDENTITY__Mail__From"] = "identity@acme.example";
        server.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        return server;
    }

    private static async Task<RunningServer> ServeAsync(ServerBinary server)
    {
        Assert.Equal(
            0,
            (
                await server.RunWithInputAsync(
                    "correct horse battery\n",
                    "users",
                    "create",
                    "ann@example.com",
                    "--unverified"
                )
            ).Status
        );
        return await server.ServeAsync();
    }

    // What a letter's first attempt came to.
    private async Task<string> FailureAsync(ServerBinary server)
    {
        await using var running = await ServeAsync(server);
        await QueueAsync("ann@example.com");
        await running.PrintsAsync("was not taken at attempt 1");
        var id = await AskAsync("SELECT id::text FROM letters");
        var shown = (await server.RunAsync("letters", "show", id)).Lines();
        return Assert.Single(shown, line => line.StartsWith("last error ", StringComparison.Ordinal));
    }

    private Task<string> QueueAsync(string recipient) =>
        AskAsync(
            $"""
            INSERT INTO letters (id, created_at, kind, recipient, about, next_attempt_at)
            VALUES (gen_random_uuid(), now(), 'verify_email', '{recipient}', '{"{}"}', now()) RETURNING id::text
            """
        );

    private async Task<string> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database!.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync(Ct))!;
    }
}
