using Identity.Server.Tokens;
using Identity.Tests;

namespace Identity.Server.StoreTests.Tokens;

/// <summary>A hundred uses of one refresh token at the same moment, half of them on either node.</summary>
public sealed class RefreshRaceTests(Nodes nodes) : IClassFixture<Nodes>
{
    [Fact, Spec("RFC 9700 §4.14.2")]
    public async Task Within_the_grace_all_get_the_one_successor()
    {
        var grants = await Grants.CreateAsync(nodes.A);
        for (var round = 0; round < 5; round++)
        {
            var family = await grants.StartAsync();

            var rotations = await RaceAsync(grants, nodes.B, family.RefreshToken);

            var successors = rotations.Select(one => Assert.IsType<Rotation.Done>(one).Family.RefreshToken);
            var successor = Assert.Single(successors.Distinct(StringComparer.Ordinal));
            Assert.Equal("1 live", await StateAsync(family));
            Assert.Null(await grants.DescribeAsync(family.RefreshToken));
            await grants.NextAsync(successor);
        }
    }

    [Fact, Spec("RFC 9700 §4.14.2")]
    public async Task Without_a_grace_one_succeeds_and_the_others_end_the_family()
    {
        await using var a = await Nodes.StartAsync(nodes.ConnectionString, null, ("Tokens:RefreshGrace", "00:00:00"));
        await using var b = await Nodes.StartAsync(nodes.ConnectionString, null, ("Tokens:RefreshGrace", "00:00:00"));
        var grants = await Grants.CreateAsync(a);
        for (var round = 0; round < 20; round++)
        {
            var family = await grants.StartAsync();

            var rotations = await RaceAsync(grants, b, family.RefreshToken);

            var done = Assert.IsType<Rotation.Done>(Assert.Single(rotations, one => one is Rotation.Done));
            Assert.Equal(99, rotations.Count(one => one is Rotation.Refused));
            Assert.Equal("1 revoked", await StateAsync(family));
            Assert.IsType<Rotation.Refused>(await grants.RotateAsync(done.Family.RefreshToken));
        }
    }

    [Fact, Spec("RFC 7009 §2.1")]
    public async Task A_revocation_among_the_rotations_leaves_no_usable_token()
    {
        var grants = await Grants.CreateAsync(nodes.A);
        for (var round = 0; round < 20; round++)
        {
            var family = await grants.StartAsync();

            var rotating = RaceAsync(grants, nodes.B, family.RefreshToken, uses: 20);
            var revoked = await grants.RevokeAsync(family.RefreshToken);
            var rotations = await rotating;

            Assert.True(revoked);
            foreach (var done in rotations.OfType<Rotation.Done>())
                Assert.IsType<Rotation.Refused>(await grants.RotateAsync(done.Family.RefreshToken));
            Assert.Equal("1 revoked", await StateAsync(family));
        }
    }

    private static Task<Rotation[]> RaceAsync(Grants grants, TestServer other, string token, int uses = 100)
    {
        var elsewhere = grants.On(other);
        return Task.WhenAll(
            Enumerable
                .Range(0, uses)
                .Select(use => Task.Run(() => (use % 2 == 0 ? grants : elsewhere).RotateAsync(token)))
        );
    }

    private Task<string> StateAsync(RefreshFamily family) =>
        Sql.AskAsync<string>(
            nodes.ConnectionString,
            $"""
            SELECT count(*) || CASE WHEN bool_or(revoked_at IS NULL) THEN ' live' ELSE ' revoked' END
              FROM refresh_families WHERE id = '{family.Id}'
            """
        );
}
