using Identity.Authentication.Tests.Fixtures;
using Identity.Jose;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Identity.Authentication.Tests.SignIn;

/// <summary>An app that could not sign anybody in safely does not start, and says why.</summary>
public sealed class SignInOptionsTests
{
    public static TheoryData<string, Action<OpenIdConnectSignInOptions>> Faults =>
        new()
        {
            { "The authority is not an absolute URL.", options => options.Authority = "" },
            { "The authority is not https", options => options.Authority = "http://id.example.com" },
            { "ClientId is missing", options => options.ClientId = " " },
            { "ClientSecret is empty", options => options.ClientSecret = "" },
            { "are both set", options => options.ClientKey = SigningKey.Create(JwsAlgorithm.ES256) },
            { "IdTokenAlgorithms is empty", options => options.IdTokenAlgorithms = [] },
            { "HS512 needs a ClientSecret", options => options.IdTokenAlgorithms = [JwsAlgorithm.HS512] },
            { "Scopes lacks openid", options => options.Scopes.Remove("openid") },
            { "MaxAge is negative", options => options.MaxAge = TimeSpan.FromSeconds(-1) },
            { "ClockSkew must be", options => options.ClockSkew = TimeSpan.FromMinutes(6) },
            { "RefreshAhead must be", options => options.RefreshAhead = TimeSpan.FromHours(2) },
            { "Prompt has none beside others", options => options.Prompt = "none login" },
            { "are the same", options => options.BackChannelLogoutPath = options.CallbackPath },
            { "A path is missing", options => options.FrontChannelLogoutPath = default },
            { "SignedOutRedirectPath", options => options.SignedOutRedirectPath = "//evil.example.com" },
            { "KeepsSessionsOnServer needs", options => options.KeepsSessionsOnServer = true },
        };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public async Task What_is_wrong_is_said_before_anybody_signs_in(
        string said,
        Action<OpenIdConnectSignInOptions> spoil
    )
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => SignInWorld.OpenAsync(spoil));

        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cookie_whose_events_the_container_makes_would_not_look_at_sessions()
    {
        await using var world = await SignInWorld.OpenAsync(services: services =>
            services.Configure<CookieAuthenticationOptions>(
                CookieAuthenticationDefaults.AuthenticationScheme,
                options => options.EventsType = typeof(CookieAuthenticationEvents)
            )
        );
        using var alice = world.Visit();

        Assert.Equal(System.Net.HttpStatusCode.InternalServerError, (await alice.GetAsync("/")).StatusCode);
    }
}
