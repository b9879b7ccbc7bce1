using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Identity.Server.Hosting.Telemetry.Prometheus;

/// <summary>Writes families of series in Prometheus's text format, each once.</summary>
/// <param name="text">What is written to.</param>
internal sealed class FamilyWriter(StringBuilder text)
{
    // The runtime says of these that they only ever grow, which is not so.
    private static readonly string[] Falling = ["dotnet.thread_pool.queue.length", "dotnet.thread_pool.thread.count"];

    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    /// <remarks>Of two metrics that would have one name, the second is left out: Prometheus would refuse all of them.</remarks>
    public void Write(Metric metric)
    {
        if (KindOf(metric) is not { } kind)
            return;
        var name = FamilyName.Of(metric.Name, metric.Unit, kind);
        if (!_written.Add(name))
            return;
        WriteHead(name, metric, kind);
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = Labels(point.Tags);
            if (kind == FamilyKind.Histogram)
                WriteHistogram(name, labels, point);
            else
                WriteLine(name, labels, ValueOf(metric.MetricType, point));
        }
    }

    private void WriteHead(string name, Metric metric, FamilyKind kind)
    {
        var help = metric.Description is { Length: > 0 } described ? described : metric.Name;
        text.Append("# HELP ").Append(name).Append(' ');
        Escape(text, help, escapesQuotes: false);
        text.Append("\n# TYPE ").Append(name).Append(' ').Append(TypeOf(kind)).Append('\n');
    }

    private void WriteHistogram(string name, string labels, in MetricPoint point)
    {
        var (upTo, separator) = (0L, labels.Length == 0 ? "" : ",");
        foreach (var bucket in point.GetHistogramBuckets())
        {
            upTo += bucket.BucketCount;
            var bound = Number(bucket.ExplicitBound);
            WriteLine($"{name}_bucket", $"{labels}{separator}le=\"{bound}\"", Number(upTo));
        }
        WriteLine($"{name}_sum", labels, Number(point.GetHistogramSum()));
        // Of the buckets' own counting: a measurement between the two readings must not make the last one smaller.
        WriteLine($"{name}_count", labels, Number(upTo));
    }

    private void WriteLine(string name, string labels, string value)
    {
        text.Append(name);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(value).Append('\n');
    }

    private static string Labels(ReadOnlyTagCollection tags)
    {
        if (tags.Count == 0)
            return "";
        var (labels, names) = (new StringBuilder(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (key, value) in tags)
        {
            var name = FamilyName.OfLabel(key);
            // Two that become one are one; `le` is the buckets' own.
            if (name == "le" || !names.Add(name))
                continue;
            if (labels.Length > 0)
                labels.Append(',');
            labels.Append(name).Append("=\"");
            Escape(labels, TextOf(value), escapesQuotes: true);
            labels.Append('"');
        }
        return labels.ToString();
    }

    private static string TextOf(object? value) =>
        value switch
        {
            null => "",
            string one => one,
            bool flag => flag ? "true" : "false",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };

    private static void Escape(StringBuilder to, string value, bool escapesQuotes)
    {
        foreach (var letter in value)
        {
            _ = letter switch
            {
                '\\' => to.Append(@"\\"),
                '\n' => to.Append(@"\n"),
                '"' when escapesQuotes => to.Append("\\\""),
                _ => to.Append(letter),
            };
        }
    }

    private static FamilyKind? KindOf(Metric metric) =>
        metric.MetricType switch
        {
            MetricType.LongSum when Falling.Contains(metric.Name) => FamilyKind.Gauge,
            MetricType.LongSum or MetricType.DoubleSum => FamilyKind.Counter,
            MetricType.LongGauge
            or MetricType.DoubleGauge
            or MetricType.LongSumNonMonotonic
            or MetricType.DoubleSumNonMonotonic => FamilyKind.Gauge,
            MetricType.Histogram => FamilyKind.Histogram,
            // Buckets of changing width are no part of this format, and nobody here asks for them.
            _ => null,
        };

    private static string TypeOf(FamilyKind kind) =>
        kind switch
        {
            FamilyKind.Counter => "counter",
            FamilyKind.Histogram => "histogram",
            _ => "gauge",
        };

    private static string ValueOf(MetricType type, in MetricPoint point) =>
        type switch
        {
            MetricType.LongSum or MetricType.LongSumNonMonotonic => Number(point.GetSumLong()),
            MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => Number(point.GetSumDouble()),
            MetricType.LongGauge => Number(point.GetGaugeLastValueLong()),
            _ => Number(point.GetGaugeLastValueDouble()),
        };

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString(CultureInfo.InvariantCulture);
}
