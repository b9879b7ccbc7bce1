using Identity.Server.Database;
using Identity.Server.Database.Outboxes;
using Identity.Server.Database.Surveys;
using Identity.Server.Mail.Delivery;
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
        services.AddSingleton<IValidateOptions<MailOptions>, MailOptionsValidator>();
        services.AddSingleton<IValidateOptions<MailOptions>, MailTransportChoice>();
        services.AddOptionsWithValidateOnStart<MailOptions>().BindConfiguration(MailOptions.Section);
        services.AddSingleton(new PublicLinks(publicUrl));
        services.AddSingleton<Outbox>().AddDailyTables<LetterKeeping>().AddSingleton<LetterHistory>();
        services.AddSingleton<LetterTexts>().AddSingleton<LetterRenderer>().AddSingleton<LetterPreviews>();
        services.AddSingleton<DevelopmentMailbox>().AddSingleton<IMailTransport>(Transport);
        services.AddSingleton<MailMetrics>().AddSingleton<ISurvey, MailQueueSurvey>();
        services.AddSingleton<LetterQueue>().AddSingleton<LetterDesk>();
        return services.AddMessenger<LetterDelivery>(Outbox.Channel);
    }

    private static IMailTransport Transport(IServiceProvider provider) =>
        MailTransportChoice.Of(
            provider.GetRequiredService<IOptions<MailOptions>>().Value,
            provider.GetRequiredService<IHostEnvironment>().IsDevelopment()
        ) == MailTransport.Smtp
            ? ActivatorUtilities.CreateInstance<SmtpTransport>(provider)
            : ActivatorUtilities.CreateInstance<DevelopmentTransport>(provider);
}
