using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Users.Passwords.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Identity.Server.SpecTests.Users;

/// <summary>Stolen passwords are looked up without telling which one is asked for, and never in the way of a sign-up.</summary>
public sealed class BreachedPasswordsTests : IDisposable
{
    private const string Stolen = "lantern under water";
    private const string Unknown = "lantern over water";

    private static readonly PasswordOwner Owner = new("a@b.example");
    private readonly CapturedLog _log = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stolen_password_is_refused_and_another_is_not()
    {
        await using var mirror = await BreachMirror.StartAsync(Stolen);
        await using var services = Open(mirror.Url);

        Assert.Equal([PasswordFault.Breached], await CheckAsync(services, Stolen));
        Assert.Empty(await CheckAsync(services, Unknown));
        Assert.Empty(Warnings());
    }

    [Fact]
    public async Task Only_five_digits_of_the_hash_leave_the_server_and_none_are_logged()
    {
        await using var mirror = await BreachMirror.StartAsync(Stolen);
        await using var services = Open(mirror.Url + "/");

        await CheckAsync(services, Stolen);

        var prefix = BreachMirror.Hash(Stolen)[..5];
        Assert.Equal(($"/range/{prefix}", true), Assert.Single(mirror.Asked));
        Assert.DoesNotContain(_log.Lines, line => line.Contains(prefix, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_hash_that_only_fills_the_answer_up_is_not_stolen()
    {
        await using var mirror = await BreachMirror.StartAsync();
        mirror.Instead = context => context.Response.WriteAsync($"{BreachMirror.Hash(Stolen)[5..]}:0");
        await using var services = Open(mirror.Url);

        Assert.Empty(await CheckAsync(services, Stolen));
    }

    [Fact]
    public async Task A_password_that_is_refused_anyway_is_not_asked_about()
    {
        await using var mirror = await BreachMirror.StartAsync("dragon");
        await using var services = Open(mirror.Url);

        Assert.NotEmpty(await CheckAsync(services, "dragon"));
        Assert.Empty(await CheckAsync(services, Stolen, new PasswordPolicy { RefusesBreached = false }));

        Assert.Empty(mirror.Asked);
    }

    [Fact]
    public async Task Without_a_list_nothing_is_asked()
    {
        await using var services = Open("");

        Assert.Empty(await CheckAsync(services, Stolen));
        Assert.Empty(Warnings());
    }

    public static TheoryData<string> Failures => ["status", "redirect", "page", "cut", "flood", "silence"];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_list_that_fails_lets_the_password_through_with_one_warning(string failure)
    {
        await using var mirror = await BreachMirror.StartAsync(Stolen);
        mirror.Instead = context => FailAsync(context, failure);
        await using var services = Open(mirror.Url);

        Assert.Empty(await CheckAsync(services, Stolen));

        var warning = Assert.Single(Warnings());
        Assert.Contains(mirror.Url, warning, StringComparison.Ordinal);
        Assert.DoesNotContain(BreachMirror.Hash(Stolen)[..5], warning, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_list_that_is_away_lets_the_password_through_with_one_warning()
    {
        await using var services = Open("http://127.0.0.1:9/range");

        Assert.Empty(await CheckAsync(services, Stolen));

        Assert.Single(Warnings());
    }

    [Fact]
    public async Task Who_goes_away_is_not_taken_for_a_failure()
    {
        await using var mirror = await BreachMirror.StartAsync(Stolen);
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        mirror.Instead = async context =>
        {
            await caller.CancelAsync();
            await FailAsync(context, "silence");
        };
        await using var services = Open(mirror.Url, timeout: "00:00:10");

        var guard = services.GetRequiredService<PasswordGuard>();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            guard.CheckAsync(Stolen, Owner, new PasswordPolicy(), caller.Token)
        );
        Assert.Empty(Warnings());
    }

    public void Dispose() => _log.Dispose();

    private static async Task FailAsync(HttpContext context, string failure)
    {
        switch (failure)
        {
            case "status":
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                break;
            case "redirect":
                context.Response.Redirect("https://elsewhere.example/range");
                break;
            case "page":
                await context.Response.WriteAsync("<html>Welcome to our hotel</html>", context.RequestAborted);
                break;
            case "cut":
                context.Response.ContentLength = 5000;
                await context.Response.WriteAsync("0018A45C4D1DEF81644B54AB7F969B88D65:1", context.RequestAborted);
                context.Abort();
                break;
            case "flood":
                await context.Response.WriteAsync(new string('0', 1 << 21), context.RequestAborted);
                break;
            default:
                await Task.Delay(Timeout.Infinite, context.RequestAborted)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                break;
        }
    }

    private string[] Warnings() =>
        [.. _log.Lines.Where(line => line.Contains("let through", StringComparison.Ordinal))];

    private static Task<IReadOnlyList<PasswordFault>> CheckAsync(
        ServiceProvider services,
        string password,
        PasswordPolicy? policy = null
    ) => services.GetRequiredService<PasswordGuard>().CheckAsync(password, Owner, policy ?? new PasswordPolicy(), Ct);

    private ServiceProvider Open(string url, string timeout = "00:00:00.5")
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    new Dictionary<string, string?>
                    {
                        [$"{BreachOptions.Section}:Url"] = url,
                        [$"{BreachOptions.Section}:Timeout"] = timeout,
                    }
                )
                .Build()
        );
        services.AddSingleton(TimeProvider.System);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_log));
        services.AddPasswordPolicy();
        return services.BuildServiceProvider();
    }
}
