using System.Text.Json;
using Identity.Server.Audit;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>Bad requests without end, so that the audit grows until the disk is full, or nobody finds anything in it.</summary>
public sealed class AuditFlood(ClassServer host) : IClassFixture<ClassServer>
{
    private const int Requests = 10 * RefusalTrail.MostOfOneSource;

    [Fact]
    public async Task A_flood_of_one_source_is_told_by_its_number_and_what_others_do_is_told_as_ever()
    {
        var scene = await Scene.SetAsync(host.Server);
        var stranger = new TestClient("nobody", "nothing");

        for (var sent = 0; sent < Requests; sent++)
            (await host.Server.TokenAsync(stranger, scene.ClientForm)).ShouldRefuse("invalid_client", 401);
        await scene.SignInAsync();
        host.Server.Get<RefusalTrail>().Close();

        await host.Server.ToldAsync(AuditKind.SignIn);
        var told = await SettledAsync();
        var sums = told.Where(IsSum).ToList();
        // A minute may end on the way: then there are as many again.
        Assert.InRange(told.Count - sums.Count, RefusalTrail.MostOfOneSource, Requests / 2);
        Assert.Equal(Requests, told.Count - sums.Count + sums.Sum(LeftOut));
        Assert.All(
            sums,
            sum => Assert.EndsWith("which are not told one by one", sum.Refusal, StringComparison.Ordinal)
        );
    }

    private async Task<IReadOnlyList<AuditEntry>> SettledAsync()
    {
        while (true)
        {
            var told = await host.Server.FindAuditAsync(AuditKind.ClientAuthenticationRefusal);
            if (told.Any(IsSum))
                return told;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private static bool IsSum(AuditEntry entry) => JsonElement.Parse(entry.Details!).TryGetProperty("left_out", out _);

    private static int LeftOut(AuditEntry entry) =>
        JsonElement.Parse(entry.Details!).GetProperty("left_out").GetInt32();
}
