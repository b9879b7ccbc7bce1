using System.CommandLine;
using Identity.Server.Clients;
using Identity.Server.Tokens;

namespace Identity.Server.Commands;

/// <summary>`clients create-admin`: registers the administrators' site, and says what it has to be told.</summary>
internal static class AdminClientCommand
{
    public static Command Create(CommandHost host)
    {
        var url = new Option<string>("--url")
        {
            Description = "Where the site is, such as https://admin.example.com.",
            Required = true,
        };
        return host.On(
            new Command("create-admin", "Register Identity.Admin, and print its settings; the secret is shown once.")
            {
                url,
            },
            async (services, arguments, ct) =>
            {
                var text = arguments.GetRequiredValue(url);
                if (
                    !Uri.TryCreate(text, UriKind.Absolute, out var site)
                    || site.Scheme is not ("https" or "http")
                    || site.Query.Length + site.Fragment.Length > 0
                )
                {
                    return CommandResult.Failed(
                        $"'{text}' is no address of a site, such as https://admin.example.com."
                    );
                }
                return await services.GetRequiredService<AdminClient>().CreateAsync(site, ct) switch
                {
                    Registration.Done { Secret: { } secret } => CommandResult.Done(
                        "# For Identity.Admin:",
                        $"IDENTITY_ADMIN__Issuer={services.GetRequiredService<Issuer>().Value}",
                        $"IDENTITY_ADMIN__ClientId={AdminClient.Id}",
                        $"IDENTITY_ADMIN__ClientSecret={secret}",
                        "# For this server, whose set-up page leads there:",
                        $"IDENTITY__Admin__Url={site.AbsoluteUri.TrimEnd('/')}"
                    ),
                    Registration.Refused refused => CommandResult.Failed(refused.Why),
                    _ => CommandResult.Done(),
                };
            }
        );
    }
}
