using System.Diagnostics;
using Identity.Server.Hosting.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Identity.Server.Tests.Hosting.Telemetry;

public sealed class TracingRulesTests
{
    [Fact]
    public void Only_what_is_known_to_be_harmless_leaves_with_a_span()
    {
        using var censor = new SpanCensor();
        using var span = new Activity("GET /account")
            .SetTag("http.route", "/account")
            .SetTag("http.response.status_code", 200)
            .SetTag("url.query", "code=secret")
            .SetTag("client.address", "192.0.2.1")
            .SetTag("of.a.later.version", "ann@example.com")
            .SetBaggage("who", "ann@example.com");

        censor.OnEnd(span);

        Assert.Equal(["http.route", "http.response.status_code"], span.TagObjects.Select(tag => tag.Key));
        Assert.Empty(span.Baggage);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void A_caller_cannot_have_more_traced_than_is_set_nor_less(double ratio, bool isTraced)
    {
        foreach (var flags in Enum.GetValues<ActivityTraceFlags>())
        {
            var caller = new ActivityContext(
                ActivityTraceId.CreateRandom(),
                ActivitySpanId.CreateRandom(),
                flags,
                isRemote: true
            );

            Assert.Equal(isTraced, IsTraced(ratio, caller, ActivityKind.Server));
        }
    }

    [Fact]
    public void Statements_are_traced_within_a_request_and_not_by_themselves()
    {
        var request = new ActivityContext(
            ActivityTraceId.CreateRandom(),
            ActivitySpanId.CreateRandom(),
            ActivityTraceFlags.Recorded
        );

        Assert.True(IsTraced(1, request, ActivityKind.Client));
        Assert.False(IsTraced(1, default, ActivityKind.Client));
    }

    private static bool IsTraced(double ratio, ActivityContext parent, ActivityKind kind) =>
        new RatioSampler(ratio)
            .ShouldSample(
                new SamplingParameters(
                    parent,
                    parent.TraceId == default ? ActivityTraceId.CreateRandom() : parent.TraceId,
                    "any",
                    kind
                )
            )
            .Decision == SamplingDecision.RecordAndSample;
}
