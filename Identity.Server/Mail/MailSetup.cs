using Identity.Server.Mail.Rendering;
using Identity.Server.Mail.Transport;
using Microsoft.Extensions.Options;

namespace Identity.Server.Mail;

/// <summary>Opens the room: letters are taken in, written and sent.</summary>
internal static class MailSetup
{
    /// <param name="publicUrl">The server's public address, where links in letters lead.</param>
    public static IServiceCollection AddMail(this IServiceCollection services, string publicUrl)
    {
        services.AddSingleton<IValidateOptions<BrandOptions>, BrandOptionsValidator>();
        services.AddOptionsWithValidateOnStart<BrandOptions>().BindConfiguration(BrandOptions.Section);
        services.AddSingleton(new PublicLinks(publicUrl));
        services.AddSingleton<LetterTexts>().AddSingleton<LetterRenderer>();
        services.AddSingleton<DevelopmentMailbox>();
        return services.AddSingleton<Outbox>().AddSingleton<LetterKeeping>();
    }
}
