using Identity.Authentication.Tests.Fixtures;
using Identity.Jose;

namespace Identity.Authentication.Tests.Attacks;

/// <summary>Made-up names of keys, each of which could make an API ask its provider.</summary>
public sealed class UnknownKidFlood
{
    [Fact]
    public async Task A_thousand_names_cost_one_question_a_minute()
    {
        await using var api = await ProtectedApi.StartAsync();
        var good = new TestToken(api.Provider);
        (await api.GetAsync(good)).ShouldLetIn();
        using var mallory = SigningKey.Create(JwsAlgorithm.ES256);
        var pkcs8 = mallory.ExportPkcs8();

        for (var minute = 1; minute <= 2; minute++)
        {
            for (var i = 0; i < 500; i++)
            {
                using var key = SigningKey.ImportPkcs8(JwsAlgorithm.ES256, pkcs8, $"k{minute}-{i}");
                (await api.GetAsync(new TestToken(api.Provider) { Key = key })).ShouldRefuse("invalid_token");
            }
            Assert.Equal(1 + minute, api.Provider.Asked(FakeProvider.JwksPath));
            api.Provider.Clock.Advance(TimeSpan.FromMinutes(1));
        }
        (await api.GetAsync(good)).ShouldLetIn();
    }
}
