using System.Diagnostics;
using System.Net;
using Identity.EndToEnd.Browser;
using Identity.EndToEnd.Processes;
using Identity.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Identity.EndToEnd.Samples;

/// <summary>samples/Device.Cli, as its README starts it, and somebody with a browser beside it.</summary>
[Collection(SampleCollection.Name)]
public sealed class DeviceCliTests(Chromium chromium, SampleServer server)
{
    [Fact]
    public async Task A_person_lets_it_in_and_it_knows_who_that_is()
    {
        await server.RegisterOnceAsync("Device.Cli");
        await using var device = Start(server.Issuer);

        await DecideAsync(device, "Yes, let it in");

        await device.PrintsAsync("Good day, Test Person.");
        Assert.Equal(0, await device.EndsAsync());
    }

    [Fact]
    public async Task A_person_refuses_and_it_stops_asking()
    {
        await server.RegisterOnceAsync("Device.Cli");
        await using var device = Start(server.Issuer);

        await DecideAsync(device, "No, refuse");

        await device.PrintsAsync("access_denied");
        Assert.Equal(1, await device.EndsAsync());
    }

    [Fact, Spec("RFC 8628 §3.5")]
    public async Task It_asks_five_seconds_later_each_time_once_it_is_told_to_slow_down()
    {
        await using var impatient = await Impatient.StartAsync();
        await using var device = Start(impatient.Address);

        await device.PrintsAsync("access_denied");

        var waits = impatient.Waits;
        Assert.Equal(3, waits.Length);
        Assert.InRange(waits[0].TotalSeconds, 0.9, 5);
        Assert.All(waits[1..], wait => Assert.True(wait.TotalSeconds > 5.9, $"{wait} after slow_down."));
    }

    private static RunningServer Start(string issuer) =>
        Sample.StartProgram(
            "Device.Cli",
            new Dictionary<string, string>(StringComparer.Ordinal) { ["ISSUER"] = issuer }
        );

    // The address that is shown has the code in it: nothing is typed.
    private async Task DecideAsync(RunningServer device, string decision)
    {
        await device.PrintsAsync("user_code=");
        var shown = device.Printed.Split('\n').Single(line => line.Contains("user_code=", StringComparison.Ordinal));
        await using var person = await Person.AtAsync(chromium, server.Issuer);
        await person.Page.GotoAsync(shown[shown.IndexOf("http", StringComparison.Ordinal)..].Trim());
        await person.SignInAsync(await server.AddUserAsync());
        await person.Page.ClickAsync($"main button:has-text(\"{decision}\")");
        await person.Page.WaitForSelectorAsync("h1:has-text('device')");
    }

    /// <summary>A server that finds the second question too early, and refuses the fourth.</summary>
    private sealed class Impatient : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly List<long> _asked = [];

        private Impatient()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            _app = builder.Build();
            _app.MapGet("/.well-known/openid-configuration", () => Results.Json(Metadata()));
            _app.MapPost("/device", () => Results.Json(Begun()));
            _app.MapPost("/token", () => Results.Json(new { error = Next() }, statusCode: 400));
        }

        public string Address =>
            _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

        /// <summary>How long it was left alone between questions.</summary>
        public TimeSpan[] Waits => [.. _asked.Zip(_asked.Skip(1), Stopwatch.GetElapsedTime)];

        public static async Task<Impatient> StartAsync()
        {
            var started = new Impatient();
            await started._app.StartAsync(TestContext.Current.CancellationToken);
            return started;
        }

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private string Next()
        {
            _asked.Add(Stopwatch.GetTimestamp());
            return _asked.Count switch
            {
                2 => "slow_down",
                4 => "access_denied",
                _ => "authorization_pending",
            };
        }

        private object Metadata() =>
            new
            {
                issuer = Address,
                device_authorization_endpoint = $"{Address}/device",
                token_endpoint = $"{Address}/token",
                userinfo_endpoint = $"{Address}/userinfo",
            };

        private object Begun() =>
            new
            {
                device_code = "code",
                user_code = "BCDF-GHJK",
                verification_uri = $"{Address}/open",
                expires_in = 600,
                interval = 1,
            };
    }
}
