using System.ComponentModel.DataAnnotations;
using Identity.Server.Hosting.Telemetry;

namespace Identity.Server.Tests.Hosting.Telemetry;

public sealed class TelemetrySettingsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("http://127.0.0.1:9090")]
    [InlineData("http://localhost:9090")]
    [InlineData("http://*:9090")]
    [InlineData("http://[::1]:9090")]
    public void An_address_to_fetch_metrics_from_is_a_host_and_a_port(string? url) =>
        Assert.Empty(Faults(new MetricsOptions { Url = url }));

    [Theory]
    [InlineData("9090")]
    [InlineData("127.0.0.1:9090")]
    [InlineData("https://127.0.0.1:9090")]
    [InlineData("http://127.0.0.1:9090/metrics")]
    [InlineData("http://unix:/run/metrics.sock")]
    public void Anything_else_is_refused(string url) =>
        Assert.Contains(
            "Metrics:Url",
            Assert.Single(Faults(new MetricsOptions { Url = url })),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("127.0.0.1:4317")]
    [InlineData("collector")]
    [InlineData("grpc://collector:4317")]
    public void A_collector_has_an_http_address(string endpoint) =>
        Assert.Contains(
            "Telemetry:OtlpEndpoint",
            Assert.Single(Faults(new TelemetryOptions { OtlpEndpoint = endpoint })),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    public void A_share_is_between_nothing_and_all(double ratio) =>
        Assert.Single(Faults(new TelemetryOptions { SamplingRatio = ratio }));

    private static IEnumerable<string> Faults(object options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return results.Select(result => result.ErrorMessage!);
    }
}
