using System.Buffers.Text;
using Identity.Server.Clients;
using Identity.Server.Resources;
using Identity.Server.Tokens;
using Identity.Tests;

namespace Identity.Server.StoreTests.Tokens;

/// <summary>Thousands of steps at random, on the database and on a model of it: after each the two agree.</summary>
public sealed class RefreshWalkTests(TestDatabases databases)
{
    private const int Steps = 2_500;

    private static readonly ScopeSet TooMuch = ScopeSet.Of("openid", "email");

    private readonly ManualClock _clock = new();
    private readonly List<RefreshModel> _families = [];
    private readonly Dictionary<Expected, int> _seen = [];

    [Theory, InlineData(1), InlineData(2), InlineData(3), Spec("RFC 9700 §4.14.2")]
    public async Task The_database_and_the_model_agree_at_every_step(int seed)
    {
        await using var database = await databases.CreateStartedAsync(TestContext.Current.CancellationToken);
        await using var node = await Nodes.StartAsync(database.ConnectionString, _clock);
        var lifetimes = new ClientLifetimes(null, RefreshModel.Idle, RefreshModel.Life);
        var owners = new[] { await Grants.CreateAsync(node, lifetimes), await Grants.CreateAsync(node, lifetimes) };
        var suspended = new bool[owners.Length];
        var draw = new Seeded((ulong)seed);
        await StartAsync(owners, draw);

        for (var step = 0; step < Steps; step++)
        {
            switch (draw.Below(100))
            {
                case < 5:
                    await StartAsync(owners, draw);
                    break;
                case < 20:
                    _clock.Advance(draw.Of([TimeSpan.FromSeconds(1), RefreshModel.Grace / 2, RefreshModel.Grace]));
                    break;
                case < 21:
                    _clock.Advance(RefreshModel.Idle / 2);
                    break;
                case < 23:
                    var whom = draw.Below(owners.Length);
                    suspended[whom] = !suspended[whom];
                    await owners[whom].SuspendAsync(suspended[whom]);
                    break;
                case < 25:
                    await RevokeAsync(owners, draw.Of(_families));
                    break;
                default:
                    await PresentAsync(owners, suspended, draw);
                    break;
            }
        }

        await AgreeAsync(database.ConnectionString, owners, suspended);
        // A walk that never came by a case has proved nothing of it.
        Assert.All(Enum.GetValues<Expected>(), outcome => Assert.True(_seen.GetValueOrDefault(outcome) > 25));
    }

    private async Task StartAsync(Grants[] owners, Seeded draw)
    {
        var owner = draw.Below(owners.Length);
        _families.Add(new RefreshModel(await owners[owner].StartAsync(), owner, _clock.GetUtcNow()));
    }

    private static async Task RevokeAsync(Grants[] owners, RefreshModel family)
    {
        Assert.Equal(!family.IsRevoked, await owners[family.Owner].RevokeAsync(family.Tokens[^1]));
        family.Revoke();
    }

    private async Task PresentAsync(Grants[] owners, bool[] suspended, Seeded draw)
    {
        // The young ones mostly: of the old, most are over.
        var recent = Math.Min(_families.Count, 6);
        var family = _families[^(1 + draw.Below(recent))];
        var (token, isOwn) = Choose(family, draw);
        var presenter = isOwn ? family.Owner : 1 - family.Owner;
        var widened = draw.Below(10) == 0;

        var isJudged = isOwn && !suspended[family.Owner] && RefreshHandle.Read(token) is not null;
        var expected = isJudged ? family.Present(token, widened, _clock.GetUtcNow()) : Expected.Refused;
        var rotation = await owners[presenter].RotateAsync(token, widened ? TooMuch : null);

        _seen[expected] = _seen.GetValueOrDefault(expected) + 1;
        switch (expected)
        {
            case Expected.Successor:
                var successor = Assert.IsType<Rotation.Done>(rotation).Family.RefreshToken;
                Assert.DoesNotContain(successor, family.Tokens);
                family.Tokens.Add(successor);
                break;
            case Expected.SameSuccessor:
                Assert.Equal(family.Tokens[^1], Assert.IsType<Rotation.Done>(rotation).Family.RefreshToken);
                break;
            case Expected.ScopeWidened:
                Assert.IsType<Rotation.ScopeWidened>(rotation);
                break;
            default:
                Assert.IsType<Rotation.Refused>(rotation);
                break;
        }
    }

    private static (string Token, bool IsOwn) Choose(RefreshModel family, Seeded draw)
    {
        var tokens = family.Tokens;
        return draw.Below(100) switch
        {
            < 60 => (tokens[^1], true),
            < 82 => (tokens.Count > 1 ? tokens[^2] : tokens[^1], true),
            < 84 => (draw.Of(tokens), true),
            < 92 => (draw.Of(tokens), false),
            < 94 => (Forged(tokens[^1], draw), true),
            _ => (tokens[^1][..^1], true),
        };
    }

    // The family's own place, and a secret that nobody was given.
    private static string Forged(string token, Seeded draw)
    {
        var bytes = Base64Url.DecodeFromChars(token.AsSpan(3));
        for (var i = 16; i < bytes.Length; i++)
            bytes[i] = (byte)draw.Below(256);
        return "rt_" + Base64Url.EncodeToString(bytes);
    }

    private async Task AgreeAsync(string connectionString, Grants[] owners, bool[] suspended)
    {
        var live = await Sql.ListAsync<Guid>(
            connectionString,
            "SELECT id FROM refresh_families WHERE revoked_at IS NULL"
        );
        Assert.Equal(_families.Where(family => !family.IsRevoked).Select(family => family.Id).Order(), live.Order());
        foreach (var family in _families)
        {
            var usable = family.IsAlive(_clock.GetUtcNow()) && !suspended[family.Owner];
            Assert.Equal(usable, await owners[family.Owner].DescribeAsync(family.Tokens[^1]) is not null);
        }
    }
}
