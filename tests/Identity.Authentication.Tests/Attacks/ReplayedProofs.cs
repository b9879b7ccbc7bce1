using System.Globalization;
using System.Text.Json.Nodes;
using Identity.Authentication.Dpop;
using Identity.Authentication.Tests.Fixtures;
using Identity.Tests;

namespace Identity.Authentication.Tests.Attacks;

/// <summary>A proof that was overheard, shown again.</summary>
public sealed class ReplayedProofs
{
    [Fact, Spec("RFC 9449 §11.1")]
    public async Task A_proof_is_good_once()
    {
        await using var api = await ProtectedApi.StartAsync();
        using var key = DpopKey.Create();
        var token = new TestToken(api.Provider);
        token.Claims["cnf"] = new JsonObject { ["jkt"] = key.Thumbprint };
        var signed = token.Sign();
        var proof = key.Prove(HttpMethod.Get, $"{api.Address}/", api.Provider.Clock.Now, accessToken: signed);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAsync()));

        Assert.Single(answers, answer => answer.Status == 200);
        api.Provider.Clock.Advance(TimeSpan.FromSeconds(59));
        (await SendAsync()).ShouldRefuse("invalid_dpop_proof");
        api.Provider.Clock.Advance(TimeSpan.FromSeconds(2));
        (await SendAsync()).ShouldRefuse("invalid_dpop_proof");

        Task<ApiAnswer> SendAsync() =>
            api.SendAsync(request =>
            {
                request.Headers.TryAddWithoutValidation("Authorization", $"DPoP {signed}");
                request.Headers.TryAddWithoutValidation("DPoP", proof);
            });
    }

    [Fact]
    public void A_proof_is_remembered_for_longer_than_it_is_good()
    {
        var clock = new ManualClock();
        var memory = new ProofMemory(clock);
        for (var i = 0; i < 40; i++)
        {
            var name = i.ToString(CultureInfo.InvariantCulture);
            Assert.True(memory.TryUse("key", name));
            clock.Advance(ProofCheck.LongestAge + ProofCheck.ClockSkew);
            Assert.False(memory.TryUse("key", name));
        }
    }

    [Fact]
    public void What_is_remembered_has_an_end_and_nothing_is_forgotten_for_it()
    {
        var memory = new ProofMemory(new ManualClock());
        for (var i = 0; i < ProofMemory.Room; i++)
            Assert.True(memory.TryUse("key", i.ToString(CultureInfo.InvariantCulture)));

        Assert.False(memory.TryUse("key", "one more"));
        Assert.False(memory.TryUse("key", "0"));
    }

    [Fact]
    public void Proofs_of_different_keys_may_have_one_name()
    {
        var memory = new ProofMemory(new ManualClock());

        Assert.True(memory.TryUse("one", "a"));
        Assert.True(memory.TryUse("another", "a"));
    }
}
