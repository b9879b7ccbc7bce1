using System.Globalization;
using Identity.Server.Mail;
using Identity.Server.Mail.Delivery;
using Identity.Server.Mail.Transport;
using Identity.Server.Users;
using Identity.Server.Users.EmailVerification;
using Identity.Tests;

namespace Identity.Server.StoreTests.Mail;

/// <summary>What is in the outbox is sent: at least once, by one node at a time, and for three days.</summary>
public sealed class DeliveryTests(TestDatabases databases)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_nodes_send_each_letter_once()
    {
        await using var office = await PostOffice.OpenAsync(databases);
        for (var i = 0; i < 120; i++)
            await office.QueueAsync(string.Create(CultureInfo.InvariantCulture, $"p{i}@example.com"));
        using var one = office.Delivery();
        using var other = office.Delivery();

        var sent = await Task.WhenAll(one.DeliverDueAsync(Ct), other.DeliverDueAsync(Ct));

        Assert.Equal(120, sent.Sum());
        Assert.All(sent, count => Assert.True(count > 0));
        Assert.Equal(120, office.Transport.Handed.Count);
        Assert.Equal(120, office.Transport.Handed.Select(letter => letter.To).Distinct().Count());
        Assert.Equal(0, await one.DeliverDueAsync(Ct));
    }

    [Fact]
    public async Task A_letter_that_was_sent_when_the_node_died_is_sent_again_as_the_same()
    {
        await using var office = await PostOffice.OpenAsync(databases);
        var asked = new NewAccount("ann@example.com", "correct horse battery", "Ann", null, false);
        Assert.IsType<AccountChange.Done>(await office.Node.Get<Accounts>().CreateAsync(asked, Ct));
        await office.QueueAsync("ann@example.com", VerificationWriter.Name);
        // The mail server has it, and nothing of ours runs any more.
        office.Transport.Answer = _ => Task.FromCanceled<Handover>(new CancellationToken(canceled: true));
        using var dying = office.Delivery();
        Assert.Equal(0, await dying.DeliverDueAsync(Ct));
        office.Transport.Answer = _ => Task.FromResult<Handover>(new Handover.Done());
        using var next = office.Delivery();

        Assert.Equal(0, await next.DeliverDueAsync(Ct));
        office.Clock.Advance(next.Lease - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await next.DeliverDueAsync(Ct));
        office.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await next.DeliverDueAsync(Ct));

        var (first, second) = (office.Transport.Handed.First(), office.Transport.Handed.Last());
        Assert.Equal(2, office.Transport.Handed.Count);
        Assert.Equal(first.MessageId, second.MessageId);
        Assert.Matches("^<[0-9a-f]{32}@acme.example>$", first.MessageId);
        Assert.Contains("/verify-email?token=ev_", first.Text, StringComparison.Ordinal);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal("done", (await office.OnlyAsync()).Status);
    }

    [Fact]
    public async Task A_letter_that_nobody_takes_is_tried_ever_more_seldom_and_given_up_after_three_days()
    {
        await using var office = await PostOffice.OpenAsync(databases);
        await office.QueueAsync("ann@example.com");
        var queued = office.Clock.Now;
        office.Transport.Answer = _ => Task.FromResult<Handover>(new Handover.Postponed("451: later"));
        using var delivery = office.Delivery();
        var tried = new List<TimeSpan>();

        while (await office.OnlyAsync() is { DeadAt: null } letter)
        {
            Assert.True(tried.Count < 100, "It is never given up.");
            office.Clock.Set(letter.NextAttemptAt);
            tried.Add(office.Clock.Now - queued);
            await delivery.DeliverDueAsync(Ct);
        }

        Assert.Equal(
            [0, 1, 6, 21, 81, 261, 621, 981],
            tried.Take(8).Select(time => (int)Math.Round(time.TotalMinutes))
        );
        Assert.InRange(tried[^1], TimeSpan.FromHours(66), TimeSpan.FromDays(3));
        Assert.Equal(tried.Count, office.Transport.Handed.Count);
        Assert.Equal("451: later", (await office.OnlyAsync()).LastError);
        office.Clock.Advance(TimeSpan.FromHours(7));
        await delivery.DeliverDueAsync(Ct);
        Assert.Equal(tried.Count, office.Transport.Handed.Count);
    }

    [Fact]
    public async Task A_letter_that_is_refused_is_given_up_at_once_and_lives_again_when_asked_to()
    {
        await using var office = await PostOffice.OpenAsync(databases);
        await office.QueueAsync("ann@example.com");
        office.Transport.Answer = _ => Task.FromResult<Handover>(new Handover.Refused("550: no such user"));
        using var delivery = office.Delivery();
        await delivery.DeliverDueAsync(Ct);
        var dead = await office.OnlyAsync();
        Assert.Equal(("given up", 1, "550: no such user"), (dead.Status, dead.Attempts, dead.LastError));
        office.Transport.Answer = _ => Task.FromResult<Handover>(new Handover.Done());
        office.Clock.Advance(TimeSpan.FromDays(10));
        Assert.Equal(0, await delivery.DeliverDueAsync(Ct));
        var history = office.Node.Get<LetterHistory>();

        Assert.True(await history.ResendAsync(dead.Id, Ct));
        Assert.False(await history.ResendAsync(dead.Id, Ct));
        Assert.Equal(1, await delivery.DeliverDueAsync(Ct));

        Assert.Equal(("done", null), ((await office.OnlyAsync()).Status, (await office.OnlyAsync()).LastError));
        Assert.False(await history.ResendAsync(dead.Id, Ct));
        Assert.Empty(await history.ListAsync(onlyDead: true, 10, Ct));
        Assert.Equal(office.Transport.Handed.First().MessageId, office.Transport.Handed.Last().MessageId);
    }

    [Fact]
    public async Task A_letter_that_nobody_can_write_stops_no_other()
    {
        await using var office = await PostOffice.OpenAsync(databases);
        await office.QueueAsync("a@example.com", "of_tomorrow");
        await office.QueueAsync("b@example.com", "broken");
        await office.QueueAsync("c@example.com");
        using var delivery = office.Delivery(
            new ToldWriter("broken", _ => throw new FormatException("what a token: secret"))
        );

        Assert.Equal(1, await delivery.DeliverDueAsync(Ct));

        Assert.Equal("c@example.com", Assert.Single(office.Transport.Handed).To);
        var letters = await office.Node.Get<LetterHistory>().ListAsync(onlyDead: false, 10, Ct);
        Assert.Equal(
            "There is no writer of letters of the kind 'of_tomorrow'.",
            letters.Single(letter => letter.Kind == "of_tomorrow").LastError
        );
        Assert.Equal(
            "Writing it failed: FormatException.",
            letters.Single(letter => letter.Kind == "broken").LastError
        );
        Assert.Equal(2, letters.Count(letter => letter.Status == "being tried"));
    }

    [Fact]
    public async Task A_letter_that_nobody_is_to_have_is_done()
    {
        await using var office = await PostOffice.OpenAsync(databases);
        await office.QueueAsync("stranger@example.com", VerificationWriter.Name);
        using var delivery = office.Delivery();

        await delivery.DeliverDueAsync(Ct);

        Assert.Empty(office.Transport.Handed);
        Assert.Equal("done", (await office.OnlyAsync()).Status);
    }

    [Fact]
    public async Task A_letter_that_hangs_holds_up_no_other()
    {
        await using var office = await PostOffice.OpenAsync(databases);
        await office.QueueAsync("slow@example.com");
        for (var i = 0; i < 30; i++)
            await office.QueueAsync("quick@example.com");
        var slow = new TaskCompletionSource<Handover>(TaskCreationOptions.RunContinuationsAsynchronously);
        office.Transport.Answer = letter =>
            letter.To == "slow@example.com" ? slow.Task : Task.FromResult<Handover>(new Handover.Done());
        using var delivery = office.Delivery();

        await delivery.SendDueAsync(Ct);
        await Eventually.TrueAsync(Eventually.Soon, async () => await DoneAsync(office) == 30);
        await office.QueueAsync("later@example.com");
        await delivery.SendDueAsync(Ct);
        await Eventually.TrueAsync(Eventually.Soon, async () => await DoneAsync(office) == 31);

        slow.SetResult(new Handover.Done());
        await delivery.ArrivedAsync();
        Assert.Equal(32, await DoneAsync(office));
    }

    [Fact]
    public async Task A_mail_server_that_is_away_is_not_asked_for_every_letter()
    {
        await using var office = await PostOffice.OpenAsync(databases);
        for (var i = 0; i < 60; i++)
            await office.QueueAsync("ann@example.com");
        office.Transport.Answer = _ => Task.FromResult<Handover>(new Handover.Away("connection refused"));
        using var delivery = office.Delivery();

        await delivery.DeliverDueAsync(Ct);

        Assert.InRange(office.Transport.Handed.Count, 1, 30);
        office.Transport.Answer = _ => Task.FromResult<Handover>(new Handover.Done());
        office.Transport.Handed.Clear();
        office.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(60, await delivery.DeliverDueAsync(Ct));
        Assert.Equal(60, office.Transport.Handed.Count);
    }

    [Fact]
    public async Task A_server_that_sends_no_letters_leaves_them_alone()
    {
        await using var office = await PostOffice.OpenAsync(databases);
        await office.QueueAsync("ann@example.com");

        Assert.Equal(0, await office.Node.Get<LetterDelivery>().DeliverDueAsync(Ct));

        Assert.Equal("queued", (await office.OnlyAsync()).Status);
    }

    private static async Task<int> DoneAsync(PostOffice office) =>
        (await office.Node.Get<LetterHistory>().ListAsync(onlyDead: false, 100, Ct)).Count(letter =>
            letter.Status == "done"
        );
}
