using System.Net;
using System.Security.Claims;
using System.Text.Json;
using Identity.Tests;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Identity.Authentication.Tests.Fixtures;

/// <summary>An app that signs people in, and the provider at which it does.</summary>
internal sealed class SignInWorld : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SignInWorld(FakeProvider provider, FakeSignIn signIn, WebApplication app) =>
        (Provider, SignIn, _app) = (provider, signIn, app);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public FakeProvider Provider { get; }

    public FakeSignIn SignIn { get; }

    public ManualClock Clock => Provider.Clock;

    public string Address => _app.Urls.Single();

    /// <summary>Why nobody was signed in, where that happened last.</summary>
    public SignInFailureException? Failure { get; private set; }

    /// <param name="with">What the app asks for otherwise.</param>
    /// <param name="services">What else the app has.</param>
    /// <param name="provider">What the provider is otherwise.</param>
    public static async Task<SignInWorld> OpenAsync(
        Action<OpenIdConnectSignInOptions>? with = null,
        Action<IServiceCollection>? services = null,
        Action<FakeProvider>? provider = null
    )
    {
        var fake = await FakeProvider.StartAsync();
        var signIn = new FakeSignIn(fake);
        provider?.Invoke(fake);
        SignInWorld? world = null;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.Services.AddSingleton<TimeProvider>(fake.Clock);
        services?.Invoke(builder.Services);
        builder
            .Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie()
            .AddOpenIdConnectSignIn(options =>
            {
                options.Authority = fake.Issuer;
                options.ClientId = FakeSignIn.ClientId;
                options.ClientSecret = FakeSignIn.Secret;
                options.Events.OnRemoteFailure = context =>
                {
                    world!.Failure = context.Failure as SignInFailureException;
                    context.Response.StatusCode = StatusCodes.Status418ImATeapot;
                    context.HandleResponse();
                    return Task.CompletedTask;
                };
                with?.Invoke(options);
            });
        builder.Services.AddAuthorization();
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        Map(app);
        world = new SignInWorld(fake, signIn, app);
        await app.StartAsync(Ct);
        return world;
    }

    public Visitor Visit() => new(new Uri(Address));

    /// <summary>Somebody who has signed in.</summary>
    public async Task<Visitor> SignedInAsync()
    {
        var visitor = Visit();
        var me = await visitor.ArriveAsync("/me");
        Assert.True(me.StatusCode == HttpStatusCode.OK, $"{me.StatusCode}: {Failure?.Message}");
        return visitor;
    }

    /// <summary>Asserts that nobody is signed in, and gives the reason.</summary>
    public async Task<string> RefusalAsync(Visitor? visitor = null)
    {
        var by = visitor ?? Visit();
        var answer = await by.ArriveAsync("/me");
        Assert.Equal(StatusCodes.Status418ImATeapot, (int)answer.StatusCode);
        Assert.DoesNotContain(
            by.Cookies,
            cookie => cookie.Name.StartsWith(".AspNetCore.Cookies", StringComparison.Ordinal)
        );
        return Failure!.Message;
    }

    /// <summary>Sends the app a logout token.</summary>
    public async Task<HttpStatusCode> SayOverAsync(string logoutToken)
    {
        using var provider = Visit();
        return (await provider.PostAsync("/backchannel-logout", ("logout_token", logoutToken))).StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Provider.DisposeAsync();
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/", () => "home");
        app.MapGet("/me", ShowAsync).RequireAuthorization();
        app.MapGet("/sign-in", (string? to, HttpContext http) => ChallengeAsync(http, to));
        app.MapGet("/step-up", StepUpAsync);
        app.MapGet(
            "/call",
            async (string address, [FromServices] IHttpClientFactory clients) =>
                await clients.CreateClient("api").GetStringAsync(new Uri(address, UriKind.RelativeOrAbsolute))
        );
        app.MapPost(
            "/sign-out",
            (string? to) =>
                Results.SignOut(
                    new AuthenticationProperties { RedirectUri = to },
                    [OpenIdConnectSignInExtensions.Scheme]
                )
        );
    }

    private static Task ChallengeAsync(HttpContext http, string? to) =>
        http.ChallengeAsync(new SignInProperties { RedirectUri = to });

    private static Task StepUpAsync(HttpContext http) =>
        http.ChallengeAsync(
            new SignInProperties
            {
                RedirectUri = "/me",
                Prompt = "login",
                MaxAge = TimeSpan.FromMinutes(5),
                AcrValues = ["mfa"],
                LoginHint = "alice@example.com",
                Scopes = ["openid", "payments"],
            }
        );

    private static async Task<IResult> ShowAsync(HttpContext http, ClaimsPrincipal user) =>
        Results.Json(
            new
            {
                Name = user.Identity?.Name,
                Claims = user.Claims.Select(claim => $"{claim.Type}={claim.Value}"),
                AccessToken = await http.GetTokenAsync("access_token"),
                RefreshToken = await http.GetTokenAsync("refresh_token"),
                TokenType = await http.GetTokenAsync("token_type"),
                IsWriter = user.IsInRole("writer"),
            },
            JsonSerializerOptions.Web
        );
}
