using Identity.Server.Database.Sealing;
using Identity.Server.Keys;
using Identity.Server.Keys.Encryption;
using Microsoft.Extensions.DependencyInjection;

namespace Identity.Server.StoreTests.Keys;

/// <summary>The keys that others encrypt to us with are made once, whoever comes first.</summary>
public sealed class EncryptionKeysTests(Nodes nodes) : IClassFixture<Nodes>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void All_nodes_publish_the_same()
    {
        Assert.Equal(
            ["ECDH-ES", "RSA-OAEP-256"],
            nodes.A.Get<EncryptionKeys>().Ring.Keys.Select(key => key.Algorithm.Name)
        );
        Assert.Equal(nodes.A.Get<KeyPublication>().Current.ETag, nodes.B.Get<KeyPublication>().Current.ETag);
    }

    [Fact]
    public async Task Eight_nodes_that_start_at_the_same_moment_make_one_key_of_each_kind()
    {
        await using var database = await nodes.Databases.CreateAsync(Ct);
        await using var node = await Nodes.StartAsync(database.ConnectionString);
        await Sql.ExecuteAsync(database.ConnectionString, "DELETE FROM encryption_keys");
        var starting = Enumerable
            .Range(0, 8)
            .Select(_ => ActivatorUtilities.CreateInstance<EncryptionKeys>(node.Services))
            .ToArray();

        await Task.WhenAll(starting.Select(one => one.EnsureAsync(Ct)));

        Assert.Equal(2L, await Sql.AskAsync<long>(database.ConnectionString, "SELECT count(*) FROM encryption_keys"));
        Assert.Single(starting.Select(IdsOf).Distinct(StringComparer.Ordinal));
        Array.ForEach(starting, one => one.Dispose());
    }

    [Fact]
    public async Task A_change_is_heard_and_the_published_set_is_another()
    {
        await using var database = await nodes.Databases.CreateAsync(Ct);
        await using var node = await Nodes.StartAsync(database.ConnectionString);
        await Nodes.IsLiveAsync(node);
        var before = node.Get<KeyPublication>().Current.ETag;

        await Sql.ExecuteAsync(database.ConnectionString, "DELETE FROM encryption_keys WHERE algorithm = 'ECDH-ES'");

        await Eventually.TrueAsync(Eventually.Soon, () => node.Get<KeyPublication>().Current.ETag != before);
        Assert.Single(node.Get<EncryptionKeys>().Ring.Keys);
    }

    [Fact]
    public async Task The_private_part_is_sealed_under_its_own_name()
    {
        var key = nodes.A.Get<EncryptionKeys>().Ring.Keys[0];
        var stored = await Sql.AskAsync<byte[]>(
            nodes.ConnectionString,
            $"SELECT sealed_private_key FROM encryption_keys WHERE key_id = '{key.KeyId}'"
        );
        var master = nodes.A.Get<MasterKey>();

        Assert.Equal(key.ExportPkcs8(), master.Unseal(stored, EncryptionKeys.NameOf(key.KeyId!)));
        Assert.Throws<UnsealingException>(() => master.Unseal(stored, SigningKeys.NameOf(key.KeyId!)));
    }

    private static string IdsOf(EncryptionKeys keys) => string.Join(' ', keys.Ring.Keys.Select(key => key.KeyId));
}
