using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Identity.Admin.Blocks.Words;
using Identity.Admin.Look;
using Identity.Admin.Management.Wire;
using Identity.Admin.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Identity.Admin.Tests.Shell;

public sealed partial class RenderedTests
{
    private const string Payload = "\"><img src=x onerror=alert(1)><script>alert(1)</script>{{7*7}}";

    [Fact]
    public async Task What_was_stored_stays_text()
    {
        var problem = new Problem(ProblemKind.Failed, Payload, Payload)
        {
            Errors = new Dictionary<string, string[]> { [Payload] = [Payload] },
        };

        var html =
            await RenderAsync<ProblemPanel>(new() { ["Problem"] = problem })
            + await RenderAsync<Copyable>(new() { ["Text"] = Payload, ["Label"] = Payload })
            + await RenderAsync<Status>(new() { ["Word"] = Payload, ["Title"] = Payload })
            + await RenderAsync<Avatar>(new() { ["Name"] = Payload });

        var document = await new HtmlParser().ParseDocumentAsync(html, TestContext.Current.CancellationToken);
        Assert.Empty(document.QuerySelectorAll("img, script"));
        Assert.Contains(Payload, document.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_icon_that_is_named_is_drawn()
    {
        var named = Directory
            .EnumerateFiles(Checkout.Path("Identity.Admin"), "*.razor", SearchOption.AllDirectories)
            .SelectMany(file => IconName().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["name"].Value)
            .Concat(Section.All.Select(section => section.Icon))
            .Concat(Deed.All.Select(deed => deed.Icon));

        Assert.Empty(named.Distinct().Except(Icons.Names));
    }

    [Fact]
    public void No_two_sections_share_a_key_or_a_path() =>
        Assert.Equal(
            (Section.All.Count, Section.All.Count),
            (
                Section.All.DistinctBy(section => section.Key).Count(),
                Section.All.DistinctBy(section => section.Path).Count()
            )
        );

    private static async Task<string> RenderAsync<TComponent>(Dictionary<string, object?> parameters)
        where TComponent : IComponent
    {
        await using var services = new ServiceCollection().AddSingleton(TimeProvider.System).BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, NullLoggerFactory.Instance);
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TComponent>(ParameterView.FromDictionary(parameters))).ToHtmlString()
        );
    }

    [GeneratedRegex(
        """\bIcon(?: Name)?="(?<name>[a-z-]+)""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex IconName();
}
