using System.Security.Cryptography;
using System.Text;
using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Database.Sealing;
using Identity.Server.Keys;
using Identity.Tests;

namespace Identity.Server.StoreTests.Database.Sealing;

/// <summary>What somebody finds who has the files of the database and not the master key.</summary>
public sealed class SealedAtRestTests(TestDatabases databases) : IAsyncLifetime
{
    private TestDatabase? _database;
    private TestServer? _node;

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateStartedAsync(TestContext.Current.CancellationToken);
        _node = await Nodes.StartAsync(_database.ConnectionString);
    }

    [Fact]
    public async Task No_secret_stands_in_the_files_of_the_database()
    {
        var api = await _node!.AddApiAsync(JwsAlgorithm.HS256);
        var client = await _node!.AddClientAsync([api.Scope, "offline_access"]);
        var signing = await AddSigningClientAsync();
        var email = await _node!.AddUserAsync();
        var tokens = await _node!.SignInAsync(client, email, $"{api.Scope} offline_access");
        var refreshed = await _node!.TokenAsync(
            client,
            ("grant_type", "refresh_token"),
            ("refresh_token", tokens["refresh_token"]!)
        );
        await Sql.ExecuteAsync(_database!.ConnectionString, "CHECKPOINT");

        var files = await FilesAsync();
        // What is stored as it is must be found, or the search proves nothing.
        Assert.True(IsIn(files, ClientRegistry.HashOf(client.Secret!)));
        Assert.True(IsIn(files, Encoding.UTF8.GetBytes(email)));

        Assert.False(IsIn(files, api.Secret!));
        Assert.False(IsIn(files, Encoding.UTF8.GetBytes(client.Secret!)));
        Assert.False(IsIn(files, Encoding.UTF8.GetBytes(signing.Secret!)));
        Assert.False(IsIn(files, Encoding.UTF8.GetBytes(TestClients.Password)));
        foreach (var token in new[] { tokens["refresh_token"]!, refreshed["refresh_token"]! })
        {
            Assert.False(IsIn(files, Encoding.UTF8.GetBytes(token)));
            Assert.False(IsIn(files, System.Buffers.Text.Base64Url.DecodeFromChars(token.AsSpan(3)).AsSpan(16)));
        }
        foreach (var secret in _node!.Get<SigningKeys>().Ring.Keys.SelectMany(key => PrivateParts(key.Key)))
            Assert.False(IsIn(files, secret));
    }

    [Fact]
    public async Task A_private_key_moved_into_another_row_does_not_unseal()
    {
        await StopAsync();
        await Sql.ExecuteAsync(
            _database!.ConnectionString,
            """
            UPDATE signing_keys mine SET sealed_private_key = other.sealed_private_key
              FROM signing_keys other WHERE mine.algorithm = 'ES256' AND other.algorithm = 'RS256'
            """
        );

        var refusal = await Assert.ThrowsAsync<UnsealingException>(() => Nodes.StartAsync(_database.ConnectionString));

        Assert.Contains("belongs to another row", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_API_secret_moved_into_another_row_does_not_unseal()
    {
        var mine = await _node!.AddApiAsync(JwsAlgorithm.HS256);
        var other = await _node!.AddApiAsync(JwsAlgorithm.HS256);
        await StopAsync();
        await Sql.ExecuteAsync(
            _database!.ConnectionString,
            $"""
            UPDATE api_secrets mine SET sealed_secret = other.sealed_secret
              FROM api_secrets other WHERE mine.audience = '{mine.Audience}' AND other.audience = '{other.Audience}'
            """
        );

        var refusal = await Assert.ThrowsAsync<UnsealingException>(() => Nodes.StartAsync(_database.ConnectionString));

        Assert.Contains("belongs to another row", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_secret_moved_into_another_row_does_not_unseal()
    {
        var mine = await AddSigningClientAsync();
        var other = await AddSigningClientAsync();
        await StopAsync();
        await Sql.ExecuteAsync(
            _database!.ConnectionString,
            $"""
            UPDATE client_secrets mine SET sealed = other.sealed
              FROM client_secrets other WHERE mine.client_id = '{mine.Id}' AND other.client_id = '{other.Id}'
            """
        );

        var refusal = await Assert.ThrowsAsync<UnsealingException>(() => Nodes.StartAsync(_database.ConnectionString));

        Assert.Contains("belongs to another row", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_only_its_hash_is_needed_of_is_not_kept()
    {
        var client = await _node!.AddClientAsync([]);
        var signing = await AddSigningClientAsync();

        foreach (var (id, isKept) in new[] { (client.Id, false), (signing.Id, true) })
        {
            var found = await Sql.AskAsync<bool>(
                _database!.ConnectionString,
                $"SELECT sealed IS NOT NULL FROM client_secrets WHERE client_id = '{id}'"
            );
            Assert.Equal(isKept, found);
        }
    }

    [Fact]
    public async Task Another_master_key_is_named_at_start_as_what_is_wrong()
    {
        await StopAsync();
        var another = Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Length));

        var refusal = await Assert.ThrowsAsync<UnsealingException>(() =>
            Nodes.StartAsync(_database!.ConnectionString, clock: null, ("MasterKey:Value", another))
        );

        Assert.Contains("sealed under another master key", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(another, refusal.Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _database!.DisposeAsync();
    }

    private Task<TestClient> AddSigningClientAsync() =>
        _node!.AddClientAsync(
            [],
            asked => asked with { AuthenticationMethod = ClientAuthenticationMethod.ClientSecretJwt }
        );

    private async Task StopAsync()
    {
        if (_node is not null)
            await _node.DisposeAsync();
        _node = null;
    }

    private static IEnumerable<byte[]> PrivateParts(SigningKey key)
    {
        var pkcs8 = key.ExportPkcs8();
        if (key.Algorithm == JwsAlgorithm.ES256)
        {
            using var ec = ECDsa.Create();
            ec.ImportPkcs8PrivateKey(pkcs8, out _);
            return [ec.ExportParameters(includePrivateParameters: true).D!];
        }
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(pkcs8, out _);
        var parts = rsa.ExportParameters(includePrivateParameters: true);
        return [parts.D!, parts.P!, parts.Q!];
    }

    // The tables and indexes of this database, and the log of all: what a stolen disk or backup holds.
    private async Task<List<byte[]>> FilesAsync()
    {
        var root = await Sql.AskAsync<string>(_database!.ConnectionString, "SHOW data_directory");
        var oid = await Sql.AskAsync<string>(
            _database!.ConnectionString,
            "SELECT oid::text FROM pg_database WHERE datname = current_database()"
        );
        var ours = Directory
            .EnumerateFiles(Path.Join(root, "base", oid))
            .Where(file => !Path.GetFileName(file).StartsWith("pg_", StringComparison.Ordinal));
        var files = new List<byte[]>();
        foreach (var file in ours.Concat(Directory.EnumerateFiles(Path.Join(root, "pg_wal"))))
            files.Add(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        return files;
    }

    private static bool IsIn(List<byte[]> files, ReadOnlySpan<byte> bytes)
    {
        foreach (var file in files)
        {
            if (file.AsSpan().IndexOf(bytes) >= 0)
                return true;
        }

        return false;
    }
}
