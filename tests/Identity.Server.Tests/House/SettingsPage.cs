using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using Identity.Server.Commands.Settings;

namespace Identity.Server.Tests.House;

/// <summary>Writes docs/settings.md: every setting with its names, its type, its default, its range and its meaning.</summary>
internal static class SettingsPage
{
    public const string Path = "docs/settings.md";

    private const string Opening = """
        # Settings

        <!-- Generated from the options classes. Do not edit: IDENTITY_WRITE_DOCS=1 dotnet test tests/Identity.Server.Tests -->

        Each setting can be written in several ways. The first of these that says something is heard:

        1. the command line: `--set Tokens:RefreshGrace=00:00:05`, as often as needed;
        2. an environment variable with our prefix: `IDENTITY__Tokens__RefreshGrace`, named below each setting;
        3. the same without the prefix: `Tokens__RefreshGrace`;
        4. a short name, where one is named below the setting: hosts hand out databases by it;
        5. `appsettings.{Environment}.json`, then `appsettings.json`, in the folder of the binary: `"Tokens": {"RefreshGrace": "00:00:05"}`.

        `.env` files are not read. `identity settings` shows what is heard and where it came from; what it does not know is
        named there, and at start, with the nearest known name. How they hang together is told in [operations.md](operations.md).

        A duration is written `hours:minutes:seconds`, with days before a dot (`14.00:00:00`). A list is values between commas, or
        a JSON array. A value out of its range stops the start with a sentence. What differs from client to client or from API
        to API is no setting: see `identity clients` and `identity apis`.

        """;

    public static string Write(XmlDocumentation comments)
    {
        var page = new StringBuilder(Opening);
        page.Append("\n## The server itself\n\n").Append(Header);
        foreach (var setting in KnownSettings.All.Where(setting => setting.Meaning is not null))
            page.Append(Row(setting.Key, "text", setting.Usual, "", setting.Meaning!));
        foreach (var type in OptionsClasses())
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {SectionOf(type)}\n\n{comments.OfType(type)}\n\n")
                .Append(Header);
            foreach (var property in type.GetProperties())
                page.Append(Row(type, property, comments));
        }
        return page.ToString();
    }

    /// <summary>Settings of which nobody has said what they mean.</summary>
    public static IEnumerable<string> Unexplained(XmlDocumentation comments) =>
        from type in OptionsClasses()
        from property in type.GetProperties()
        where comments.OfProperty(type, property.Name).Length == 0
        select $"{SectionOf(type)}:{property.Name} has no <summary>";

    private const string Header = "| setting | type | default | range | meaning |\n|---|---|---|---|---|\n";

    private static IEnumerable<Type> OptionsClasses() =>
        typeof(KnownSettings)
            .Assembly.GetTypes()
            .Where(type => type.GetField("Section") is { IsLiteral: true })
            .OrderBy(SectionOf, StringComparer.Ordinal);

    private static string SectionOf(Type type) => (string)type.GetField("Section")!.GetRawConstantValue()!;

    private static string Row(Type type, PropertyInfo property, XmlDocumentation comments)
    {
        var key = $"{SectionOf(type)}:{property.Name}";
        var usual = property.GetValue(Activator.CreateInstance(type)!);
        var values = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var meaning = comments.OfProperty(type, property.Name);
        if (values.IsEnum)
        {
            var each = Enum.GetNames(values).Select(name => $"`{name}`: {Lower(comments.OfField(values, name))}");
            meaning = $"{meaning} {string.Join(' ', each)}";
        }
        return Row(key, TypeOf(values), Show(usual), RangeOf(property), meaning);
    }

    private static string Row(string key, string type, string? usual, string range, string meaning)
    {
        var variables = Spellings.Variables(key);
        // The second is the first without its prefix, as is said above.
        var names = string.Join(
            "<br>",
            new[] { key, variables[0] }.Concat(variables.Skip(2)).Select(name => $"`{name}`")
        );
        var shown = string.IsNullOrEmpty(usual) ? "–" : $"`{usual}`";
        return $"| {names} | {type} | {shown} | {(range.Length == 0 ? "–" : range)} | {meaning.Replace("|", "\\|", StringComparison.Ordinal)} |\n";
    }

    private static string Lower(string sentence) =>
        sentence.Length > 1 && char.IsLower(sentence[1])
            ? char.ToLowerInvariant(sentence[0]) + sentence[1..]
            : sentence;

    private static string TypeOf(Type type) =>
        type.IsEnum ? "one of the names"
        : type == typeof(bool) ? "`true` or `false`"
        : type == typeof(TimeSpan) ? "duration"
        : type == typeof(int) || type == typeof(double) ? "number"
        : type == typeof(Uri) ? "URL"
        : "text";

    private static string RangeOf(PropertyInfo property)
    {
        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
            return $"`{Show(range.Minimum)}` to `{Show(range.Maximum)}`";
        return property.GetCustomAttribute<StringLengthAttribute>() is { } length
            ? $"at most {length.MaximumLength} characters"
            : "";
    }

    private static string? Show(object? value) =>
        value switch
        {
            null => null,
            bool flag => flag ? "true" : "false",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
}
