using Identity.Server.Interactions.Devices;
using Identity.Server.SpecTests.Fixtures;
using Identity.Tests;

namespace Identity.Server.SpecTests.Attacks;

/// <summary>Somebody types codes until one is that of a stranger's device.</summary>
public sealed class UserCodeGuessing(ClassDatabase database) : IClassFixture<ClassDatabase>
{
    private const int Free = 5;

    [Fact, Spec("RFC 8628 §5.1"), Spec("RFC 6749 §10.10")]
    public async Task After_a_few_guesses_even_the_right_one_has_to_wait()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(
            database.ConnectionString,
            TestContext.Current.CancellationToken,
            new Dictionary<string, string?> { ["Throttling:RequestsPerSource"] = $"{Free}" },
            clock
        );
        var scene = await Scene.SetAsync(server, client: asked => asked with { IsFirstParty = true });
        var begun = await scene.BeginDeviceAsync();
        using var guesser = new Visitor(server);
        await guesser.SignInAsync(await server.AddUserAsync());
        for (var guess = 0; guess < Free; guess++)
        {
            var visit =
                guess % 2 == 0
                    ? await guesser.SubmitAsync("/device", ("code", UserCode.Create().Plain))
                    : await guesser.GetAsync($"/device?user_code={UserCode.Create()}");
            Assert.Equal(422, visit.Status);
        }

        var right = await guesser.SubmitAsync("/device", ("code", begun.Issued("user_code")));
        var linked = await guesser.GetAsync($"/device?user_code={begun.Issued("user_code")}");

        Assert.Equal((429, 429), (right.Status, linked.Status));
        Assert.NotNull(right.Response.Headers.RetryAfter);
        (await scene.PollAsync(begun)).ShouldRefuse("authorization_pending");
        // Who only mistyped is let on after the wait.
        clock.Advance(TimeSpan.FromMinutes(1));
        await guesser.TypeAsync(begun.Issued("user_code"));
    }
}
