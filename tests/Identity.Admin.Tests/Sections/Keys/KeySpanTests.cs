using Identity.Admin.Management;
using Identity.Admin.Sections.Keys;

namespace Identity.Admin.Tests.Sections.Keys;

public sealed class KeySpanTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_life_of_a_key_has_the_parts_that_it_has_come_to()
    {
        var old = Of("old", made: -110, from: -100, until: -10);
        var signs = Of("signs", made: -24, from: -10, until: null, next: 80);
        var next = Of("next", made: -1, from: 80, until: null, next: 170);
        var span = new KeySpan([old, signs, next], Now);

        Assert.Equal(["announced", "active", "retired"], span.PartsOf(old).Select(part => part.Name));
        Assert.Equal(["announced", "active"], span.PartsOf(signs).Select(part => part.Name));
        Assert.Equal(
            (Now.AddDays(-10), Now.AddDays(80)),
            (span.PartsOf(signs).Last().From, span.PartsOf(signs).Last().To)
        );
        Assert.Equal("0%", span.PartsOf(old).First().At);
        Assert.True(span.To > Now.AddDays(170));
    }

    [Fact]
    public void A_key_that_stays_reaches_to_the_end()
    {
        var span = new KeySpan([Of("enc", made: 0, from: 0, until: null)], Now);

        Assert.Equal(span.To, span.PartsOf(Of("enc", made: 0, from: 0, until: null)).Single().To);
    }

    private static Key Of(string kid, int made, int from, int? until, int? next = null) =>
        new(kid, "RS256", "sig", "active", Now.AddDays(made), Now.AddDays(from))
        {
            RetiresAt = until is { } days ? Now.AddDays(days) : null,
            NextRotationAt = next is { } later ? Now.AddDays(later) : null,
        };
}
