using System.Net;
using System.Security.Claims;
using Identity.Authentication.Tests.Fixtures;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Identity.Authentication.Tests;

/// <summary>The README's examples of signing people in, compiled and started.</summary>
public sealed class SignInReadmeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_examples_make_an_app_that_starts()
    {
        var clientSecret = new string('c', 43);
        var builder = Builder();
        builder
            .Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie()
            .AddOpenIdConnectSignIn(options =>
            {
                options.Authority = "https://id.example.com";
                options.ClientId = "web";
                options.ClientSecret = clientSecret;
            });
        builder.Services.AddAuthorization();
        builder.Services.AddApiClient("reports", new Uri("https://api.example.com"));
        await using var app = builder.Build();
        app.MapGet("/sign-in", (string? to) => Results.Challenge(new SignInProperties { RedirectUri = to }));
        app.MapPost("/sign-out", () => Results.SignOut(authenticationSchemes: [OpenIdConnectSignInExtensions.Scheme]));
        app.MapGet("/me", (ClaimsPrincipal user) => $"Good day, {user.Identity!.Name}.").RequireAuthorization();
        app.MapGet("/mine", (IHttpClientFactory clients) => clients.CreateClient("reports").GetStringAsync("/reports"))
            .RequireAuthorization();
        app.MapGet(
            "/payments/sign-in",
            () =>
                Results.Challenge(
                    new SignInProperties
                    {
                        RedirectUri = "/payments",
                        AcrValues = ["mfa"],
                        MaxAge = TimeSpan.FromMinutes(5),
                    }
                )
        );

        var person = new ClaimsPrincipal();
        var request = new HttpRequestMessage(HttpMethod.Get, "/reports").ForPerson(person);
        Assert.Equal(HttpMethod.Get, request.Method);

        await app.StartAsync(Ct);
        using var visitor = new Visitor(new Uri(app.Urls.Single()));

        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await visitor.GetAsync("/me", ("Sec-Fetch-Mode", "cors"))).StatusCode
        );
    }

    [Fact]
    public async Task The_example_of_a_failure_leads_where_it_says()
    {
        await using var world = await SignInWorld.OpenAsync(options =>
        {
            options.AccessDeniedPath = "/refused";
            options.Events.OnRemoteFailure = context =>
            {
                var error = (context.Failure as SignInFailureException)?.Error;
                context.Response.Redirect(error == "login_required" ? "/sign-in" : "/problem");
                context.HandleResponse();
                return Task.CompletedTask;
            };
        });
        using var visitor = world.Visit();

        Assert.Equal("/problem", (await visitor.GetAsync("/signin-oidc")).Headers.Location!.ToString());
    }

    [Fact]
    public void Every_option_and_path_that_the_readme_names_exists()
    {
        var readme = File.ReadAllText(Checkout.Path("Identity.Authentication/README.md"));
        var table = readme.Split("| option of sign-in | what it does |")[1].Split("\n\n")[0];
        var options = new OpenIdConnectSignInOptions();

        var names = table
            .Split('\n')
            .Skip(2)
            .SelectMany(row => row.Split('|')[1].Split('`').Where((_, at) => at % 2 == 1))
            .ToList();

        Assert.True(names.Count > 15);
        Assert.All(names, name => Assert.NotNull(options.GetType().GetProperty(name)));
        Assert.All(
            (string[])
                [
                    options.CallbackPath,
                    options.SignedOutCallbackPath,
                    options.BackChannelLogoutPath,
                    options.FrontChannelLogoutPath,
                ],
            path => Assert.Contains($"`{path}`", readme, StringComparison.Ordinal)
        );
    }

    private static WebApplicationBuilder Builder()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        return builder;
    }
}
