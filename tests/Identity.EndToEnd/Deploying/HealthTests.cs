using System.Diagnostics;
using System.Globalization;
using Identity.EndToEnd.Processes;
using Identity.Tests;

namespace Identity.EndToEnd.Deploying;

/// <summary>How a container without a shell is asked whether it is well: by the program that is in it.</summary>
public sealed class HealthTests(ClassDatabase database) : IClassFixture<ClassDatabase>, IDisposable
{
    private readonly WorkFolder _folder = new();
    private readonly string _port = FreePort.Take().ToString(CultureInfo.InvariantCulture);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_server_is_asked_where_its_settings_have_it_listen_and_is_missed_when_it_has_stopped()
    {
        var server = ServerBinary.On(database.ConnectionString, _folder.Path);
        // As the framework's images say it.
        server.Environment["ASPNETCORE_HTTP_PORTS"] = _port;
        var at = $"http://127.0.0.1:{_port}/health";
        await using (var running = await server.ServeAsync())
        {
            Assert.Equal([$"{at}/live answers 200."], (await server.RunAsync("health")).Lines());
            Assert.Equal([$"{at}/ready answers 200."], (await server.RunAsync("health", "--ready")).Lines());
            Assert.Equal(0, await running.StopAsync());
        }

        Assert.Contains("does not answer", (await server.RunAsync("health")).Refusal(), StringComparison.Ordinal);
        var elsewhere = (await server.RunAsync("health", "--url", "nowhere")).Refusal();
        Assert.Contains("'nowhere' is no address", elsewhere, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_administrators_site_listens_where_its_image_says_and_takes_its_secret_from_a_file()
    {
        var secret = _folder.In("admin_client_secret");
        await File.WriteAllTextAsync(secret, new string('s', 43), TestContext.Current.CancellationToken);
        ProcessStartInfo Site(params string[] arguments) =>
            new("dotnet", [Checkout.AdminBinary, .. arguments])
            {
                WorkingDirectory = _folder.Path,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment =
                {
                    ["ASPNETCORE_URLS"] = null,
                    ["ASPNETCORE_HTTP_PORTS"] = _port,
                    // Nothing answers there, which keeps it from nothing but signing people in.
                    ["IDENTITY_ADMIN__Issuer"] = "http://127.0.0.1:1",
                    ["IDENTITY_ADMIN__ClientSecretFile"] = secret,
                },
            };

        await using (var site = new RunningServer(Process.Start(Site())!))
        {
            await site.PrintsAsync("Application started");
            await using var asked = new RunningServer(Process.Start(Site("health"))!);
            Assert.Equal(0, await asked.EndsAsync());
            await asked.PrintsAsync($"http://127.0.0.1:{_port}/health/live answers 200.");
            Assert.DoesNotContain("sss", site.Printed, StringComparison.Ordinal);
        }

        await using var missed = new RunningServer(Process.Start(Site("health"))!);
        Assert.Equal(1, await missed.EndsAsync());
    }
}
