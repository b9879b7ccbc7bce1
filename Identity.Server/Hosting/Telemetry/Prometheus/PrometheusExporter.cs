using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Identity.Server.Hosting.Telemetry.Prometheus;

/// <summary>Writes the metrics as text when somebody comes to fetch them. What is added up, and how, is the SDK's.</summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusExporter : BaseExporter<Metric>, IPullMetricExporter
{
    /// <summary>The text format as every Prometheus has read it since 2014.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private const int MillisecondsToCollect = 5000;

    // Two who fetch at once would write into one text.
    private readonly SemaphoreSlim _turn = new(1);
    private readonly StringBuilder _text = new();

    /// <summary>Set by the reader that the exporter is given to.</summary>
    public Func<int, bool>? Collect { get; set; }

    public async Task<byte[]> ScrapeAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            _text.Clear();
            Collect?.Invoke(MillisecondsToCollect);
            return Encoding.UTF8.GetBytes(_text.ToString());
        }
        finally
        {
            _turn.Release();
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        var families = new FamilyWriter(_text);
        foreach (var metric in batch)
            families.Write(metric);
        return ExportResult.Success;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _turn.Dispose();
        base.Dispose(disposing);
    }
}
