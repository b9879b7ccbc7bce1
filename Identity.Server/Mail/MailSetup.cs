namespace Identity.Server.Mail;

/// <summary>Opens the room: letters are taken in, written and sent.</summary>
internal static class MailSetup
{
    /// <param name="publicUrl">The server's public address, where links in letters lead.</param>
    public static IServiceCollection AddMail(this IServiceCollection services, string publicUrl)
    {
        services.AddSingleton(new PublicLinks(publicUrl));
        return services.AddSingleton<Outbox>().AddSingleton<LetterKeeping>();
    }
}
