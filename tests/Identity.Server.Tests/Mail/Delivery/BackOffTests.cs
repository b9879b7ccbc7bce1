using Identity.Server.Mail.Delivery;

namespace Identity.Server.Tests.Mail.Delivery;

public sealed class BackOffTests
{
    private static readonly DateTimeOffset Queued = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 5)]
    [InlineData(3, 15)]
    [InlineData(4, 60)]
    [InlineData(5, 180)]
    [InlineData(6, 360)]
    [InlineData(7, 360)]
    [InlineData(16, 360)]
    public void The_waits_grow_to_six_hours(int attempts, int minutes) =>
        Assert.Equal(Queued + TimeSpan.FromMinutes(minutes), BackOff.Next(attempts, Queued, Queued));

    [Fact]
    public void After_three_days_a_letter_is_given_up()
    {
        var now = Queued + TimeSpan.FromDays(3) - TimeSpan.FromHours(6);

        Assert.NotNull(BackOff.Next(16, Queued, now));
        Assert.Null(BackOff.Next(16, Queued, now + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void However_old_it_is_a_letter_has_the_short_waits() =>
        Assert.All(
            Enumerable.Range(1, 5),
            attempts => Assert.NotNull(BackOff.Next(attempts, Queued, Queued.AddDays(9)))
        );

    [Fact]
    public void A_message_has_the_id_of_its_letter_at_our_domain() =>
        Assert.Equal(
            "<0190163d8694739b976588e1f2ad3b5c@acme.example>",
            LetterDesk.MessageIdOf(new Guid("0190163d-8694-739b-9765-88e1f2ad3b5c"), "acme.example")
        );
}
