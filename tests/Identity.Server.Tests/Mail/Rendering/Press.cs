using Identity.Server.Mail;
using Identity.Server.Mail.Rendering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Identity.Server.Tests.Mail.Rendering;

/// <summary>Renders letters as the server does, for a reader and a brand that a test may spoil.</summary>
internal sealed class Press
{
    public static readonly string[] Languages = ["en", "pl", "de", "es"];

    public BrandOptions Brand { get; init; } =
        new()
        {
            ProductName = "Acme ID",
            HelpUrl = "https://acme.example/help",
            PrivacyUrl = "https://acme.example/privacy",
            SupportEmail = "help@acme.example",
        };

    public static LetterTexts Texts { get; } = new(NullLoggerFactory.Instance);

    public async Task<RenderedLetter> RenderAsync(
        Letter content,
        string? locale = "en",
        string? name = "Ann",
        string? zone = null
    )
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        var scopes = services.GetRequiredService<IServiceScopeFactory>();
        var renderer = new LetterRenderer(scopes, Options.Create(Brand), Texts, NullLoggerFactory.Instance);
        return await renderer.RenderAsync(new WrittenLetter("ann@example.com", name, locale, content, zone));
    }
}
