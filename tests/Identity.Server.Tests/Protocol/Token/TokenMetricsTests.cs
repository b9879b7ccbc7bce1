using System.Diagnostics.Metrics;
using System.Text;
using Identity.Server.Hosting.Telemetry.Prometheus;
using Identity.Server.Protocol.Token;
using Identity.Server.Protocol.Wire;
using Identity.Tests;
using Microsoft.AspNetCore.Http;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Identity.Server.Tests.Protocol.Token;

public sealed class TokenMetricsTests : IDisposable
{
    private readonly Meter _meter = new($"Test {Guid.CreateVersion7()}");
    private readonly PrometheusExporter _exporter = new();
    private readonly MeterProvider _provider;
    private readonly TokenMetrics _metrics;

    public TokenMetricsTests()
    {
        _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(_meter.Name)
            .AddReader(new BaseExportingMetricReader(_exporter))
            .Build();
        _metrics = new TokenMetrics(_meter, TimeProvider.System);
    }

    public void Dispose()
    {
        _provider.Dispose();
        _exporter.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task What_is_the_clients_fault_is_refused_and_what_is_ours_has_failed()
    {
        _metrics.Answered(_metrics.Start(), "password", Results.Empty);
        _metrics.Answered(_metrics.Start(), "password", ProtocolError.InvalidGrant("any").AsJson());
        _metrics.Answered(
            _metrics.Start(),
            "password",
            ProtocolError.TooManyAttempts(TimeSpan.FromSeconds(1)).AsJson()
        );
        _metrics.Answered(_metrics.Start(), "password", ProtocolError.Busy(TimeSpan.FromSeconds(1)).AsJson());
        _metrics.Answered(_metrics.Start(), "password", answer: null);

        var read = Exposition.Read(
            Encoding.UTF8.GetString(await _exporter.ScrapeAsync(TestContext.Current.CancellationToken))
        );
        (string, string)[] expected =
        [
            ("issued", ""),
            ("refused", "invalid_grant"),
            ("refused", "too_many_attempts"),
            ("failed", "temporarily_unavailable"),
            ("failed", "server_error"),
        ];
        foreach (var (outcome, error) in expected)
        {
            Assert.Equal(
                1,
                read.Sum(
                    "identity_token_requests_total",
                    ("grant_type", "password"),
                    ("outcome", outcome),
                    ("error", error)
                )
            );
        }
        Assert.Equal(2, read.Sum("identity_token_request_duration_seconds_count", ("outcome", "failed")));
    }

    [Fact]
    public void Counting_a_request_allocates_nothing()
    {
        var answer = ProtocolError.InvalidGrant("any").AsJson();
        for (var i = 0; i < 1000; i++)
            _metrics.Answered(_metrics.Start(), "password", answer);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            _metrics.Answered(_metrics.Start(), "password", answer);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
