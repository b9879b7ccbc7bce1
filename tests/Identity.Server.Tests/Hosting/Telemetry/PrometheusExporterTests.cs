using System.Diagnostics.Metrics;
using System.Text;
using Identity.Server.Hosting.Telemetry.Prometheus;
using Identity.Server.Tests.Users.Passwords;
using Identity.Tests;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Identity.Server.Tests.Hosting.Telemetry;

/// <summary>What is measured is what is read, through the SDK's own adding up.</summary>
public sealed class PrometheusExporterTests : IDisposable
{
    private readonly Meter _meter = new($"Test {Guid.CreateVersion7()}");
    private readonly PrometheusExporter _exporter = new();
    private readonly MeterProvider _provider;

    public PrometheusExporterTests() =>
        _provider = Sdk.CreateMeterProviderBuilder()
            .AddMeter(_meter.Name)
            .AddReader(new BaseExportingMetricReader(_exporter))
            .Build();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _provider.Dispose();
        _exporter.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task A_counter_counts_by_its_labels()
    {
        var counter = _meter.CreateCounter<long>("doors.opened", "{door}", "Doors that were opened.");
        counter.Add(2, new KeyValuePair<string, object?>("which.one", "front"));
        counter.Add(3, new KeyValuePair<string, object?>("which.one", "back"));
        counter.Add(4, new KeyValuePair<string, object?>("which.one", "front"));

        Assert.Equal(
            """
            # HELP doors_opened_total Doors that were opened.
            # TYPE doors_opened_total counter
            doors_opened_total{which_one="front"} 6
            doors_opened_total{which_one="back"} 3

            """,
            await TextAsync()
        );
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("")]
    [InlineData("a \"quoted\" one")]
    [InlineData("back\\slash\\n")]
    [InlineData("two\nlines")]
    [InlineData("{},=")]
    [InlineData("zażółć 🔑")]
    public async Task A_label_is_read_as_it_was_written(string value)
    {
        _meter.CreateCounter<long>("told").Add(1, new KeyValuePair<string, object?>("label", value));

        Assert.Equal(value, Assert.Single((await ReadAsync()).Samples).Labels["label"]);
    }

    [Fact]
    public async Task Labels_drawn_at_random_come_through_all_of_them()
    {
        var (random, counter) = (new SeededBytes(20261121), _meter.CreateCounter<long>("told"));
        var texts = Enumerable
            .Range(0, 200)
            .Select(_ => string.Concat(Enumerable.Range(0, 20).Select(_ => Drawn(random))))
            .ToHashSet();
        foreach (var text in texts)
            counter.Add(1, new KeyValuePair<string, object?>("label", text));

        Assert.Equal(texts, (await ReadAsync()).Samples.Select(sample => sample.Labels["label"]).ToHashSet());
    }

    [Fact]
    public async Task A_help_of_several_lines_is_one_line()
    {
        _meter.CreateCounter<long>("told", unit: null, "One\nand \\ two \"three\"").Add(1);

        Assert.StartsWith(
            "# HELP told_total One\\nand \\\\ two \"three\"\n",
            await TextAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_histogram_adds_up_for_whatever_it_was_given()
    {
        var random = new SeededBytes(7);
        double[] bounds = [0.005, 0.25, 1, 10];
        var values = Enumerable.Range(0, 1000).Select(_ => Math.Pow(10, random.Below(6_000_000) / 1e6 - 4)).ToList();
        var histogram = _meter.CreateHistogram(
            "taken",
            "s",
            "Time taken.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds }
        );
        values.ForEach(value => histogram.Record(value, new KeyValuePair<string, object?>("what", "it")));

        var read = await ReadAsync();

        Assert.Equal("histogram", Assert.Single(read.Types).Value);
        var buckets = read.Samples.Where(sample => sample.Name == "taken_seconds_bucket").ToList();
        Assert.Equal(["0.005", "0.25", "1", "10", "+Inf"], buckets.Select(bucket => bucket.Labels["le"]));
        Assert.All(buckets, bucket => Assert.Equal("it", bucket.Labels["what"]));
        Assert.Equal(
            [.. bounds.Select(bound => (double)values.Count(value => value <= bound)), 1000],
            buckets.Select(bucket => bucket.Value)
        );
        Assert.Equal(1000, read.Sum("taken_seconds_count"));
        Assert.Equal(values.Sum(), read.Sum("taken_seconds_sum")!.Value, precision: 6);
    }

    [Fact]
    public async Task What_goes_up_and_down_is_a_gauge_and_what_is_observed_is_asked_each_time()
    {
        var (up, asked) = (_meter.CreateUpDownCounter<long>("open"), 0);
        _meter.CreateObservableGauge("asked", () => ++asked);
        _meter.CreateObservableGauge("odd", () => double.NegativeInfinity);
        up.Add(3);
        up.Add(-5);

        await ReadAsync();
        var read = await ReadAsync();

        Assert.All(read.Types, type => Assert.Equal("gauge", type.Value));
        Assert.Equal((-2, 2), (read.Sum("open"), read.Sum("asked")));
        Assert.Equal(double.NegativeInfinity, read.Sum("odd"));
    }

    [Fact]
    public async Task Of_two_families_with_one_name_there_is_one()
    {
        _meter.CreateCounter<long>("same.name").Add(1);
        _meter.CreateCounter<long>("same_name").Add(2);

        Assert.Equal(1, (await ReadAsync()).Sum("same_name_total"));
    }

    [Fact]
    public async Task Many_who_fetch_at_once_are_each_given_all_of_it()
    {
        _meter.CreateCounter<long>("told").Add(1);

        var texts = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(TextAsync, Ct)));

        Assert.Single(texts.Distinct());
    }

    [Fact]
    public async Task Before_anything_is_measured_there_is_nothing_to_read() => Assert.Equal("", await TextAsync());

    private static char Drawn(SeededBytes random) => "ab\"\\\n{}=,# é漢"[random.Below(13)];

    private async Task<Exposition> ReadAsync() => Exposition.Read(await TextAsync());

    private async Task<string> TextAsync() => Encoding.UTF8.GetString(await _exporter.ScrapeAsync(Ct));
}
