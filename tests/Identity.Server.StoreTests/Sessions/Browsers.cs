using Identity.Server.Sessions;
using Identity.Server.Tokens.Logout;
using Identity.Server.Users;
using Identity.Tests;

namespace Identity.Server.StoreTests.Sessions;

/// <summary>One person's browsers, as a node sees them.</summary>
internal sealed class Browsers(TestServer node, Person person)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public Person Person => person;

    public BrowserSessions Sessions => node.Get<BrowserSessions>();

    public SessionEnds Ends => node.Get<SessionEnds>();

    public SessionLogouts Logouts => node.Get<SessionLogouts>();

    public static async Task<Browsers> CreateAsync(TestServer node)
    {
        var email = await node.AddUserAsync();
        return new Browsers(node, (await node.Get<People>().FindActiveAsync(email, Ct))!);
    }

    /// <summary>Signs in, and answers with what the cookie holds.</summary>
    public async Task<string> StartAsync(string device = "Firefox on Windows") =>
        (await Sessions.StartAsync(person, device, ["pwd"], Ct)).Handle.Reveal();

    /// <summary>Signs out whoever holds that in their cookie.</summary>
    public Task<EndedSession?> EndAsync(string handle) => Logouts.EndAsync(SessionHandle.Read(handle)!.Value, Ct);

    public Task<Session?> FindAsync(string handle) => Sessions.FindAsync(handle, Ct);

    public async Task<bool> IsAliveAsync(string handle) => await FindAsync(handle) is not null;
}
