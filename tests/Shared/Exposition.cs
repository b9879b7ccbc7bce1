using System.Globalization;
using System.Text.RegularExpressions;

namespace Identity.Tests;

/// <summary>Metrics as Prometheus reads them, and as strictly: what it would refuse fails here.</summary>
public sealed partial class Exposition
{
    private readonly Dictionary<string, string> _types = new(StringComparer.Ordinal);
    private readonly List<Sample> _samples = [];

    private Exposition() { }

    public IReadOnlyDictionary<string, string> Types => _types;

    public IReadOnlyList<Sample> Samples => _samples;

    public static Exposition Read(string text)
    {
        var read = new Exposition();
        var (family, series) = ("", new HashSet<string>(StringComparer.Ordinal));
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (HelpLine().Match(line) is { Success: true } help)
            {
                family = help.Groups["name"].Value;
                Assert.False(read._types.ContainsKey(family), $"{family} is there twice");
            }
            else if (TypeLine().Match(line) is { Success: true } type)
            {
                Assert.Equal(family, type.Groups["name"].Value);
                read._types.Add(family, type.Groups["type"].Value);
            }
            else
            {
                var sample = Sample.Read(line);
                Assert.True(IsOf(sample.Name, family, read._types[family]), $"{sample.Name} stands below {family}");
                Assert.True(series.Add($"{sample.Name}{sample.Key}"), $"{line} is there twice");
                read._samples.Add(sample);
            }
        }
        return read;
    }

    /// <summary>What the series of a name with these labels come to; null where there is none.</summary>
    public double? Sum(string name, params (string Name, string Value)[] labels)
    {
        var found = _samples.Where(sample => sample.Name == name && labels.All(sample.Has)).ToList();
        return found.Count == 0 ? null : found.Sum(sample => sample.Value);
    }

    private static bool IsOf(string sample, string family, string type) =>
        type == "histogram"
            ? sample == $"{family}_bucket" || sample == $"{family}_sum" || sample == $"{family}_count"
            : sample == family;

    /// <summary>One line of it.</summary>
    public sealed partial record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
    {
        public string Key => string.Join(',', Labels.OrderBy(label => label.Key, StringComparer.Ordinal));

        public bool Has((string Name, string Value) label) =>
            Labels.TryGetValue(label.Name, out var value) && value == label.Value;

        internal static Sample Read(string line)
        {
            var match = Line().Match(line);
            Assert.True(match.Success, $"no sample: {line}");
            var labels = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (Match label in Label().Matches(match.Groups["labels"].Value))
                labels.Add(label.Groups["name"].Value, Unescape(label.Groups["value"].Value));
            return new Sample(match.Groups["name"].Value, labels, Number(match.Groups["value"].Value));
        }

        private static string Unescape(string text) =>
            Escape().Replace(text, escape => escape.Value == @"\n" ? "\n" : escape.Value[1..]);

        private static double Number(string text) =>
            text switch
            {
                "+Inf" => double.PositiveInfinity,
                "-Inf" => double.NegativeInfinity,
                "NaN" => double.NaN,
                _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
            };

        [GeneratedRegex(
            """^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*",?)+)\})? (?<value>[+-]?(Inf|NaN|[0-9.eE+-]+))$""",
            RegexOptions.ExplicitCapture,
            1000
        )]
        private static partial Regex Line();

        [GeneratedRegex(
            """(?<name>[a-zA-Z_][a-zA-Z0-9_]*)="(?<value>([^"\\]|\\.)*)",?""",
            RegexOptions.ExplicitCapture,
            1000
        )]
        private static partial Regex Label();

        [GeneratedRegex(@"\\.", RegexOptions.None, 1000)]
        private static partial Regex Escape();
    }

    [GeneratedRegex("^# HELP (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) .+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HelpLine();

    [GeneratedRegex(
        "^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>counter|gauge|histogram)$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex TypeLine();
}
