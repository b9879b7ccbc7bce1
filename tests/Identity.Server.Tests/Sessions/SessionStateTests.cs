using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Identity.Server.Database.Sealing;
using Identity.Server.Sessions;
using Identity.Tests;

namespace Identity.Server.Tests.Sessions;

public sealed class SessionStateTests
{
    private static readonly Guid Session = Guid.CreateVersion7(new ManualClock().Now);
    private readonly SessionState _states = new(new MasterKey(new byte[MasterKey.Length]));

    [Theory, Spec("OpenID Connect Session Management §2"), Spec("RFC 6454 §6.2")]
    [InlineData("https://app.example/callback", "https://app.example")]
    [InlineData("https://App.Example:443/callback?a=b", "https://app.example")]
    [InlineData("https://app.example:8443/callback", "https://app.example:8443")]
    [InlineData("http://127.0.0.1:5000/callback", "http://127.0.0.1:5000")]
    [InlineData("http://localhost:80/", "http://localhost")]
    [InlineData("http://[::1]:5000/callback", "http://[::1]:5000")]
    public void It_is_of_the_client_the_origin_as_browsers_write_it_and_the_session(string redirectUri, string origin)
    {
        var state = _states.For("web", redirectUri, Session)!;

        Assert.Equal(Expected(origin, _states.BrowserStateOf(Session), SaltOf(state)), state);
    }

    [Fact]
    public void Where_nobody_is_signed_in_it_is_of_nothing()
    {
        var state = _states.For("web", "https://app.example/", sessionId: null)!;

        Assert.Equal(Expected("https://app.example", "", SaltOf(state)), state);
    }

    [Fact]
    public void An_app_that_is_no_page_of_the_web_gets_none() =>
        Assert.Null(_states.For("web", "com.example.app:/callback", Session));

    [Fact, Spec("OpenID Connect Session Management §3.2")]
    public void What_a_browser_holds_is_the_sessions_own_and_the_servers()
    {
        var state = _states.BrowserStateOf(Session);
        using var otherKey = new MasterKey([.. Enumerable.Repeat((byte)1, MasterKey.Length)]);

        Assert.Equal(state, _states.BrowserStateOf(Session));
        Assert.NotEqual(state, _states.BrowserStateOf(Guid.CreateVersion7(new ManualClock().Now)));
        Assert.NotEqual(state, new SessionState(otherKey).BrowserStateOf(Session));
        Assert.DoesNotContain(Session.ToString(), state, StringComparison.Ordinal);
    }

    private static string SaltOf(string state) => state.Split('.')[1];

    private static string Expected(string origin, string browserState, string salt) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"web {origin} {browserState} {salt}")))
        + $".{salt}";
}
