using Identity.Authentication.AccessTokens;
using Identity.Authentication.Provider;
using Identity.Authentication.Tests.Fixtures;
using Microsoft.AspNetCore.Http;

namespace Identity.Authentication.Tests.Attacks;

/// <summary>Made-up tokens, each of which could be asked about and remembered.</summary>
public sealed class IntrospectionFlood
{
    [Fact]
    public void What_is_remembered_has_an_end()
    {
        var memory = new BoundedMemory<int, string>(1_000);

        for (var i = 0; i < 100_000; i++)
        {
            memory.Set(i, "inactive");
            Assert.True(memory.TryGet(0, out _) || i > 0, "What is asked for again and again stays.");
            Assert.InRange(memory.Count, 1, 1_000);
        }
        Assert.True(memory.TryGet(0, out _));
        Assert.True(memory.TryGet(99_999, out _));
        Assert.False(memory.TryGet(1, out _));
    }

    [Fact]
    public async Task Answers_about_strangers_tokens_do_not_fill_the_memory()
    {
        await using var world = await ProviderWorld.OpenAsync();
        var halfAMinute = TimeSpan.FromSeconds(30);
        var terms = new IntrospectionTerms(TestToken.Audience, halfAMinute, halfAMinute) { Room = 100 };
        var client = ClientCredentials.WithSecret("api", "s3cret");
        var introspection = new Introspection(world.Provider, client, terms, world.Clock);

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 1_000),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = 32,
                CancellationToken = TestContext.Current.CancellationToken,
            },
            async (i, ct) => Assert.IsType<AccessTokenVerdict.Refused>(await introspection.AskAsync($"made-up-{i}", ct))
        );

        Assert.InRange(introspection.Count, 1, terms.Room);
    }

    [Fact]
    public async Task Garbage_is_no_token_and_is_not_asked_about()
    {
        await using var api = await ProtectedApi.StartAsync(options =>
        {
            options.AcceptOpaqueTokens = true;
            options.ClientId = "api";
            options.ClientSecret = "s3cret";
        });

        foreach (var garbage in (string[])["a b", "\"", "a,b", "{}"])
            Assert.Equal(StatusCodes.Status400BadRequest, (await api.GetAsync(garbage)).Status);

        Assert.Equal(0, api.Provider.Asked(FakeProvider.IntrospectionPath));
    }

    [Fact]
    public async Task An_answer_of_many_claims_is_an_answer_about_one_token()
    {
        await using var api = await ProtectedApi.StartAsync(options =>
        {
            options.AcceptOpaqueTokens = true;
            options.ClientId = "api";
            options.ClientSecret = "s3cret";
        });
        api.Provider.Introspection["active"] = true;
        api.Provider.Introspection["padding"] = new string('x', 2 * 1024 * 1024);

        Assert.Equal(StatusCodes.Status503ServiceUnavailable, (await api.GetAsync("opaque")).Status);
    }
}
