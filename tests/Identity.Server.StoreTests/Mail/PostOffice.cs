using System.Collections.Concurrent;
using Identity.Server.Mail;
using Identity.Server.Mail.Delivery;
using Identity.Server.Mail.Letters.VerifyEmail;
using Identity.Server.Mail.Rendering;
using Identity.Server.Mail.Transport;
using Identity.Tests;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Identity.Server.StoreTests.Mail;

/// <summary>A mail server that does what a test tells it, and keeps what it was handed.</summary>
internal sealed class ToldTransport : IMailTransport
{
    public ConcurrentQueue<OutgoingLetter> Handed { get; } = new();

    public Func<OutgoingLetter, Task<Handover>> Answer { get; set; } =
        _ => Task.FromResult<Handover>(new Handover.Done());

    public Task<Handover> SendAsync(OutgoingLetter letter, CancellationToken ct)
    {
        Handed.Enqueue(letter);
        return Answer(letter);
    }
}

/// <summary>Writes to everybody, but for those whom a test's own kinds are about.</summary>
internal sealed class ToldWriter(string kind, Func<QueuedLetter, WrittenLetter?> write) : ILetterWriter
{
    public const string Usual = "told";

    public string Kind => kind;

    public Task<WrittenLetter?> WriteAsync(QueuedLetter letter, CancellationToken ct) => Task.FromResult(write(letter));

    public static ToldWriter ToAll() =>
        new(
            Usual,
            letter => new WrittenLetter(
                letter.Recipient,
                "Ann",
                "en",
                new VerifyEmailLetter($"https://id.example/verify-email?token={letter.Id:N}", TimeSpan.FromDays(1))
            )
        );
}

/// <summary>A node's delivery on a database of the test's own, with a clock that is moved and a mail server that is told.</summary>
internal sealed class PostOffice : IAsyncDisposable
{
    private readonly TestDatabase _database;

    private PostOffice(TestDatabase database, TestServer node, ManualClock clock) =>
        (_database, Node, Clock) = (database, node, clock);

    public TestServer Node { get; }

    public ManualClock Clock { get; }

    public ToldTransport Transport { get; } = new();

    public string ConnectionString => _database.ConnectionString;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<PostOffice> OpenAsync(TestDatabases databases)
    {
        var database = await databases.CreateStartedAsync(Ct);
        var clock = new ManualClock();
        // Its own postman stays at home.
        var node = await Nodes.StartAsync(database.ConnectionString, clock, ("Mail:Transport", "None"));
        return new PostOffice(database, node, clock);
    }

    /// <summary>Another node's delivery is another call.</summary>
    public LetterDelivery Delivery(params ILetterWriter[] writers)
    {
        var options = Options.Create(new MailOptions { From = "identity@acme.example" });
        ILetterWriter[] all = [.. Node.Get<IEnumerable<ILetterWriter>>(), ToldWriter.ToAll(), .. writers];
        var desk = new LetterDesk(all, Node.Get<LetterRenderer>(), Transport, options);
        return new LetterDelivery(Node.Get<LetterQueue>(), desk, options, Clock, NullLogger<LetterDelivery>.Instance);
    }

    public Task QueueAsync(string recipient, string kind = ToldWriter.Usual) =>
        Node.Get<Outbox>().AddAsync(kind, recipient, new Dictionary<string, string>(), Ct);

    public async Task<LetterRecord> OnlyAsync() =>
        Assert.Single(await Node.Get<LetterHistory>().ListAsync(onlyDead: false, 100, Ct));

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        await _database.DisposeAsync();
    }
}
