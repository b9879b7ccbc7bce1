using Identity.EndToEnd.Processes;
using Identity.Tests;

namespace Identity.EndToEnd.Samples;

/// <summary>samples/Worker with samples/Api.Express, as their READMEs start them.</summary>
[Collection(SampleCollection.Name)]
public sealed class WorkerTests(SampleServer server)
{
    private const string Round = "There are 0 notes";
    private const string Asked = "A new token";

    [Fact]
    public async Task It_keeps_its_token_for_many_calls()
    {
        Sample.NeedNodePackages("Api.Express");
        await server.RegisterOnceAsync("Api.Express");
        var client = (await server.RegisterOnceAsync("Worker"))["notes-worker"];
        await using var api = await ExpressApiTests.StartAsync(server);

        await using var worker = Start(api, client, "00:00:00.1");
        await worker.PrintsTimesAsync(Round, 10);

        Assert.Equal(1, worker.Times(Asked));
        Assert.Equal(0, worker.Times("failed"));
        Assert.DoesNotContain(client.Secret!, worker.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_asks_for_another_shortly_before_its_token_expires()
    {
        Sample.NeedNodePackages("Api.Express");
        await server.RegisterOnceAsync("Api.Express");
        // As the README says, but for a life of ten seconds.
        var client = (
            await server.RegisterAsync(
                "Worker",
                instead: [("notes-worker", "short-worker --access-token-lifetime 00:00:10")]
            )
        )["short-worker"];
        await using var api = await ExpressApiTests.StartAsync(server);

        await using var worker = Start(api, client, "00:00:00.2");
        await worker.PrintsTimesAsync(Asked, 2);
        await worker.PrintsTimesAsync(Round, worker.Times(Round) + 5);

        Assert.Equal(0, worker.Times("failed"));
    }

    private RunningServer Start(Sample api, TestClient client, string interval) =>
        Sample.StartProgram(
            "Worker",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Worker__Issuer"] = server.Issuer,
                ["Worker__Api"] = api.Address,
                ["Worker__ClientId"] = client.Id,
                ["Worker__ClientSecret"] = client.Secret!,
                ["Worker__Interval"] = interval,
            }
        );
}
