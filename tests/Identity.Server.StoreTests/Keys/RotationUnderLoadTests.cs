using System.Diagnostics;
using Identity.Jose;
using Identity.Server.Keys;
using Identity.Tests;

namespace Identity.Server.StoreTests.Keys;

/// <summary>Tokens are issued on both nodes, introspected on the other and verified by what clients hold of the key set, while keys change.</summary>
public sealed class RotationUnderLoadTests(Nodes nodes) : IClassFixture<Nodes>
{
    private static readonly TimeSpan CacheLife = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Announced = TimeSpan.FromSeconds(1.5);

    private readonly List<string> _refusals = [];
    private readonly HashSet<string> _keyIds = new(StringComparer.Ordinal);
    private TestClient? _client;
    private int _checked;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Spec("OpenID Connect Core §10.1.1")]
    public async Task No_token_is_refused_while_keys_are_rotated_with_and_without_announcement()
    {
        var apis = new[] { await nodes.A.AddApiAsync(), await nodes.A.AddApiAsync(JwsAlgorithm.ES256) };
        string[] scopes = [.. apis.Select(api => api.Scope)];
        _client = await nodes.A.AddClientAsync(scopes);
        await Eventually.TrueAsync(
            Eventually.ASecond,
            async () => (await IssueAsync(nodes.B, scopes[1])).Status == 200
        );

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var load = new List<Task>();
        foreach (var (issuer, other) in new[] { (nodes.A, nodes.B), (nodes.B, nodes.A) })
        {
            var held = new HeldKeySet(issuer, CacheLife);
            load.AddRange(scopes.Select(scope => UseAsync(issuer, other, held, scope, stop.Token)));
        }
        await UsedAsync(nodes.A, load);
        for (var rotation = 0; rotation < 3; rotation++)
        {
            foreach (var wait in new[] { TimeSpan.Zero, Announced })
            {
                var node = rotation % 2 == 0 ? nodes.A : nodes.B;
                Assert.Equal(2, await node.Get<SigningKeys>().RotateAsync(wait, Ct));
                await UsedAsync(node, load);
            }
        }
        await stop.CancelAsync();
        await Task.WhenAll(load);

        TestContext.Current.SendDiagnosticMessage($"{_checked} tokens checked three ways with {_keyIds.Count} keys");
        Assert.Empty(_refusals);
        Assert.True(_keyIds.Count >= 14);
    }

    private async Task UseAsync(
        TestServer issuer,
        TestServer other,
        HeldKeySet held,
        string scope,
        CancellationToken stop
    )
    {
        while (!stop.IsCancellationRequested)
        {
            var token = (await IssueAsync(issuer, scope))["access_token"]!;
            var keyId = CompactJws.PeekHeader(token)!.KeyId!;
            foreach (var node in new[] { issuer, other })
            {
                if ((await node.PostAsync("/connect/introspect", _client, ("token", token)))["active"] != "True")
                    Refuse($"introspection of {keyId}");
            }
            if (!await held.VerifiesAsync(token, keyId))
                Refuse($"local verification of {keyId}");
            lock (_refusals)
            {
                _keyIds.Add(keyId);
                _checked++;
            }
        }
    }

    private Task<TestAnswer> IssueAsync(TestServer node, string scope) =>
        node.TokenAsync(_client!, ("grant_type", "client_credentials"), ("scope", scope));

    private void Refuse(string what)
    {
        lock (_refusals)
            _refusals.Add(what);
    }

    // Until each key of the ring has signed something.
    private async Task UsedAsync(TestServer node, List<Task> load)
    {
        var keyIds = node.Get<SigningKeys>().Ring.Keys.Select(key => key.Key.KeyId!).ToArray();
        await Eventually.TrueAsync(Eventually.Soon, () => load.Exists(one => one.IsFaulted) || SeenAll(keyIds));
        Assert.DoesNotContain(load, one => one.IsFaulted);
    }

    private bool SeenAll(string[] keyIds)
    {
        lock (_refusals)
            return _keyIds.IsSupersetOf(keyIds);
    }

    /// <summary>A key set as client libraries keep it: for a while, and read again when a token names a key that is not in it.</summary>
    private sealed class HeldKeySet(TestServer issuer, TimeSpan life)
    {
        private JwkSet _set = new([]);
        private long _readAt;

        public async Task<bool> VerifiesAsync(string token, string keyId)
        {
            if (Stopwatch.GetElapsedTime(_readAt) > life || !_set.Keys.Any(key => key.Kid == keyId))
            {
                var bytes = await issuer.Http.GetByteArrayAsync(
                    new Uri("/.well-known/jwks.json", UriKind.Relative),
                    Ct
                );
                Assert.True(JwkSet.TryParse(bytes, out var set, out _));
                (_set, _readAt) = (set, Stopwatch.GetTimestamp());
            }
            var keys = _set.Keys.Where(key => key.Kid == keyId).Select(key => VerificationKey.FromJwk(key));
            return CompactJws.Verify(token, new VerificationKeys(keys)) is not null;
        }
    }
}
