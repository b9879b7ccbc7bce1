using Identity.Server.Mail;
using Identity.Server.Users.EmailVerification;
using Identity.Server.Users.PasswordReset;
using Identity.Server.Users.Registration;
using Identity.Server.Users.Throttling;
using Identity.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Identity.Server.StoreTests.Users.Throttling;

/// <summary>What strangers may ask for, and how many letters they can have one address get by it.</summary>
public sealed class RequestAndLetterThrottleTests(TestDatabases databases) : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private TestDatabase? _database;
    private TestServer? _node;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await databases.CreateStartedAsync(Ct);
        _node = await Nodes.StartAsync(_database.ConnectionString, _clock, ("Throttling:RequestsPerSource", "20"));
    }

    [Fact]
    public async Task A_source_may_ask_twenty_times_and_then_waits_ever_longer()
    {
        var source = Guesser.NewSource();
        var waits = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => AdmitAsync("register", source)));
        Assert.Equal(20, waits.Count(wait => wait is null));

        Assert.Equal(TimeSpan.FromMinutes(1), await AdmitAsync("register", source));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await AdmitAsync("register", source));
        Assert.Equal(TimeSpan.FromMinutes(2), await AdmitAsync("register", source));

        _clock.Advance(TimeSpan.FromMinutes(13));
        Assert.Null(await AdmitAsync("register", source));
        Assert.Null(await AdmitAsync("register", source));
    }

    [Fact]
    public async Task Another_source_and_another_request_are_counted_for_themselves()
    {
        var source = Guesser.NewSource();
        while (await AdmitAsync("register", source) is null) { }

        Assert.Null(await AdmitAsync("forgot_password", source));
        Assert.Null(await AdmitAsync("register", Guesser.NewSource()));
        Assert.Null(await AdmitAsync("register", Source.Unknown));
    }

    [Theory]
    [InlineData(ResetWriter.Name, true)]
    [InlineData(AccountExistsWriter.Name, true)]
    [InlineData(VerificationWriter.Name, false)]
    public async Task An_address_gets_five_letters_of_a_kind_in_an_hour(string kind, bool isVerified)
    {
        var email = await _node!.AddUserAsync(asked => asked with { IsVerified = isVerified });
        var other = await _node!.AddUserAsync(asked => asked with { IsVerified = isVerified });
        for (var letter = 0; letter < 5; letter++)
            Assert.NotNull(await WriteAsync(kind, email));

        Assert.Null(await WriteAsync(kind, email));
        Assert.Null(await WriteAsync(kind, email.ToUpperInvariant()));
        Assert.NotNull(await WriteAsync(kind, other));

        _clock.Advance(TimeSpan.FromHours(1));
        Assert.NotNull(await WriteAsync(kind, email));
        Assert.Null(await WriteAsync(kind, email));
    }

    [Fact]
    public async Task A_letter_that_has_to_be_written_again_is_the_same_letter()
    {
        var email = await _node!.AddUserAsync();
        var letter = Letter(ResetWriter.Name, email);
        for (var attempt = 0; attempt < 20; attempt++)
            Assert.NotNull(await Writer(ResetWriter.Name).WriteAsync(letter, Ct));

        for (var more = 0; more < 4; more++)
            Assert.NotNull(await WriteAsync(ResetWriter.Name, email));
        Assert.Null(await WriteAsync(ResetWriter.Name, email));
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null)
            await _node.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    private Task<TimeSpan?> AdmitAsync(string what, Source source) =>
        _node!.Get<RequestThrottle>().AdmitAsync(what, source, Ct);

    private Task<WrittenLetter?> WriteAsync(string kind, string email) =>
        Writer(kind).WriteAsync(Letter(kind, email), Ct);

    private QueuedLetter Letter(string kind, string email) =>
        new(Guid.CreateVersion7(_clock.Now), _clock.Now, kind, email, new Dictionary<string, string>());

    private ILetterWriter Writer(string kind) =>
        Assert.Single(_node!.Services.GetServices<ILetterWriter>(), writer => writer.Kind == kind);
}
