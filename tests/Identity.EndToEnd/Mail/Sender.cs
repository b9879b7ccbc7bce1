using System.Globalization;
using Identity.Server.Mail;
using Identity.Server.Mail.Delivery;
using Identity.Server.Users;
using Identity.Server.Users.EmailVerification;
using Identity.Tests;

namespace Identity.EndToEnd.Mail;

/// <summary>A server of ours in this process that sends its letters by SMTP, by a clock that is moved.</summary>
internal sealed class Sender : IAsyncDisposable
{
    private readonly TestServer _server;

    private Sender(TestServer server, ManualClock clock) => (_server, Clock) = (server, clock);

    public ManualClock Clock { get; }

    public LetterDelivery Delivery => _server.Get<LetterDelivery>();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<Sender> StartAsync(string connectionString, int port)
    {
        var clock = new ManualClock();
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Mail:Transport"] = "Smtp",
            ["Mail:Host"] = "127.0.0.1",
            ["Mail:Port"] = port.ToString(CultureInfo.InvariantCulture),
            ["Mail:Security"] = "None",
            ["Mail:From"] = "identity@acme.example",
            ["Mail:Timeout"] = "00:00:02",
            ["Brand:ProductName"] = "Żółw & Söhne",
        };
        return new Sender(await TestServer.StartAsync(connectionString, Ct, settings, clock), clock);
    }

    /// <summary>Asks for a letter to an account that is new.</summary>
    public async Task WriteToAsync(string email)
    {
        var asked = new NewAccount(email, "correct horse battery", "Zoë", null, false);
        Assert.IsType<AccountChange.Done>(await _server.Get<Accounts>().CreateAsync(asked, Ct));
        await _server.Get<Outbox>().AddAsync(VerificationWriter.Name, email, new Dictionary<string, string>(), Ct);
    }

    public async Task<IReadOnlyList<LetterRecord>> LettersAsync() =>
        await _server.Get<LetterHistory>().ListAsync(onlyDead: false, 100, Ct);

    /// <summary>Lets time pass as it does for a server: the job runs once a minute.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        for (var end = Clock.Now + time; Clock.Now < end; Clock.Advance(TimeSpan.FromMinutes(1)))
            await Delivery.DeliverDueAsync(Ct);
        await Delivery.DeliverDueAsync(Ct);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
