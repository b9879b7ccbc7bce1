using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Identity.Authentication.Tests;

/// <summary>The examples of the library's README, compiled, started, and compared with what is printed there.</summary>
public sealed class ReadmeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_example_starts_and_protects()
    {
        var builder = Builder();
        builder
            .Services.AddAuthentication()
            .AddAccessTokenValidation(options =>
            {
                options.Authority = "https://id.example.com";
                options.Audience = "https://api.example.com";
            });
        builder.Services.AddAuthorization();
        await using var app = builder.Build();
        app.MapGet("/reports", (ClaimsPrincipal user) => $"Reports of {user.Identity!.Name}")
            .RequireScope("reports.read");
        app.MapDelete("/reports", () => Results.NoContent())
            .RequireScope("reports.write")
            .RequireRecentSignIn(TimeSpan.FromMinutes(5));

        await app.StartAsync(Ct);
        using var http = new HttpClient(new SocketsHttpHandler());
        using var answer = await http.GetAsync(new Uri($"{app.Urls.Single()}/reports"), Ct);

        Assert.Equal(401, (int)answer.StatusCode);
        Assert.Equal("Bearer scope=\"reports.read\"", answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task The_example_of_a_shared_secret_starts()
    {
        var (newSecret, oldSecret) = (new string('n', 32), new string('o', 32));
        var builder = Builder();
        builder
            .Services.AddAuthentication()
            .AddAccessTokenValidation(options => options.SharedSecrets = [newSecret, oldSecret]);

        await using var app = builder.Build();
        await app.StartAsync(Ct);
    }

    [Fact]
    public async Task The_example_of_settings_starts()
    {
        var builder = Builder();
        builder.Configuration["AccessTokens:SharedSecrets:0"] = new string('n', 32);
        builder.Services.AddAuthentication().AddAccessTokenValidation(_ => { });
        builder.Services.Configure<AccessTokenValidationOptions>(
            "Bearer",
            builder.Configuration.GetSection("AccessTokens")
        );

        await using var app = builder.Build();
        await app.StartAsync(Ct);
    }

    [Fact]
    public async Task The_example_of_revocation_starts()
    {
        var clientSecret = new string('c', 43);
        var builder = Builder();
        builder
            .Services.AddAuthentication()
            .AddAccessTokenValidation(options =>
            {
                options.Authority = "https://id.example.com";
                options.Audience = "https://api.example.com";
                options.RevocationSensitive = true;
                options.ClientId = "reports-api";
                options.ClientSecret = clientSecret;
            });

        await using var app = builder.Build();
        await app.StartAsync(Ct);
    }

    [Fact]
    public async Task What_is_wrong_stops_the_start_with_a_sentence()
    {
        var builder = Builder();
        builder
            .Services.AddAuthentication()
            .AddAccessTokenValidation(options => options.Authority = "http://id.example.com");
        await using var app = builder.Build();

        var stop = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(Ct));

        Assert.Contains("only one on the same machine may be http", stop.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_examples_are_those_that_run()
    {
        var readme = File.ReadAllText(Checkout.Path("Identity.Authentication/README.md"));
        var folder = Checkout.Path("tests/Identity.Authentication.Tests");
        var sources = Directory
            .EnumerateFiles(folder, "*Readme*.cs")
            .Select(file => Compact(File.ReadAllText(file)))
            .ToList();

        var examples = readme.Split("```csharp")[1..].Select(text => text.Split("```")[0]).ToList();

        Assert.True(examples.Count >= 4, "The README shows how to protect an API in four examples.");
        Assert.All(
            examples,
            example => Assert.Contains(sources, source => source.Contains(Compact(example), StringComparison.Ordinal))
        );
    }

    [Fact]
    public void Every_option_that_the_table_names_exists()
    {
        var readme = File.ReadAllText(Checkout.Path("Identity.Authentication/README.md"));
        var table = readme.Split("| option | what it does |")[1].Split("\n\n")[0];

        var names = table
            .Split('\n')
            .Skip(2)
            .SelectMany(row => row.Split('|')[1].Split('`'))
            .Where(name => name.Trim(' ', ',').Length > 0);

        Assert.All(names, name => Assert.NotNull(typeof(AccessTokenValidationOptions).GetProperty(name)));
    }

    private static WebApplicationBuilder Builder()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder;
    }

    /// <summary>Without white space, which the formatter may lay out as it likes.</summary>
    private static string Compact(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));
}
