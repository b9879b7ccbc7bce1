using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Identity.Authentication.Tests.Fixtures;

/// <summary>What an API answered.</summary>
internal sealed record ApiAnswer(int Status, string Body, IReadOnlyList<string> Challenges, string? RetryAfter)
{
    public string Challenge => Assert.Single(Challenges);

    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public void ShouldLetIn() => Assert.True(Status == 200, $"{Status} {string.Join(", ", Challenges)}");

    public void ShouldRefuse(string error)
    {
        Assert.Contains($"error=\"{error}\"", Challenge, StringComparison.Ordinal);
        Assert.Equal(error == "insufficient_scope" ? 403 : 401, Status);
    }
}

/// <summary>An API on a port of its own that trusts the fake provider.</summary>
internal sealed class ProtectedApi : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private ProtectedApi(WebApplication app, FakeProvider provider)
    {
        _app = app;
        Provider = provider;
    }

    public FakeProvider Provider { get; }

    public string Address { get; private set; } = "";

    public IServiceProvider Services => _app.Services;

    /// <param name="configure">What is other than usual in its options.</param>
    /// <param name="settings">Settings that its options are bound to as well.</param>
    public static async Task<ProtectedApi> StartAsync(
        Action<AccessTokenValidationOptions>? configure = null,
        IConfiguration? settings = null
    )
    {
        var provider = await FakeProvider.StartAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(provider.Clock);
        builder
            .Services.AddAuthentication()
            .AddAccessTokenValidation(options =>
            {
                options.Authority = provider.Issuer;
                options.Audience = TestToken.Audience;
                configure?.Invoke(options);
            });
        if (settings is not null)
        {
            builder.Services.Configure<AccessTokenValidationOptions>(AccessTokenValidationExtensions.Scheme, settings);
        }
        builder.Services.AddAuthorization();

        var api = new ProtectedApi(builder.Build(), provider);
        Map(api._app);
        await api._app.StartAsync(TestContext.Current.CancellationToken);
        api.Address = api._app.Urls.Single();
        return api;
    }

    public Task<ApiAnswer> GetAsync(TestToken token, string path = "/") => GetAsync(token.Sign(), path);

    public Task<ApiAnswer> GetWithoutAsync(string path = "/") => GetAsync((string?)null, path);

    public Task<ApiAnswer> GetAsync(string? token, string path = "/") =>
        SendAsync(request =>
        {
            request.RequestUri = new Uri(Address + path);
            if (token is not null)
                request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        });

    public async Task<ApiAnswer> SendAsync(Action<HttpRequestMessage> prepare)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address + "/");
        prepare(request);
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return new ApiAnswer(
            (int)answer.StatusCode,
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            answer.Headers.TryGetValues("WWW-Authenticate", out var challenges) ? [.. challenges] : [],
            answer.Headers.RetryAfter?.ToString()
        );
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        await Provider.DisposeAsync();
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/", (ClaimsPrincipal user) => Describe(user)).RequireAuthorization();
        app.MapGet("/read", () => "read").RequireScope("read");
        app.MapGet("/admin", () => "admin").RequireScope("read").RequireScope("admin");
        app.MapGet("/recent", () => "recent").RequireRecentSignIn(TimeSpan.FromMinutes(5));
        app.MapGet("/strong", () => "strong").RequireAcr("phr", "phrh");
        app.MapGet("/roles", () => "roles").RequireAuthorization(policy => policy.RequireRole("boss"));
        app.MapGet("/token", (Delegate)TokenAsync).RequireAuthorization();
        app.MapPost("/", () => "posted").RequireAuthorization();
        app.MapGet("/open", () => "open");
    }

    private static Task<string?> TokenAsync(HttpContext http) => http.GetTokenAsync("access_token");

    private static IResult Describe(ClaimsPrincipal user) =>
        Results.Json(
            new
            {
                name = user.Identity!.Name,
                claims = user.Claims.Select(claim => $"{claim.Type}={claim.Value}").ToArray(),
            }
        );
}
