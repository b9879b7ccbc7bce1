using System.CommandLine;
using Identity.Server.Mail;
using Identity.Server.Roles;

namespace Identity.Server.Commands;

/// <summary>`users set-up-link`: a fresh link for whoever is to be the first owner.</summary>
internal static class SetUpLinkCommand
{
    public static Command Create(CommandHost host) =>
        host.On(
            new Command("set-up-link", "Print a link that makes the first owner, while there is none who can sign in."),
            async (services, _, ct) =>
                await services.GetRequiredService<SetUpLinks>().ReplaceAsync(ct) is { } handle
                    ? CommandResult.Done(services.GetRequiredService<PublicLinks>().ToSetUp(handle))
                    : CommandResult.Failed("Somebody who can sign in is an owner already, and makes others owners.")
        );

    /// <summary>The page that a set-up link leads to.</summary>
    public static string ToSetUp(this PublicLinks links, SetUpHandle handle) =>
        links.With("/setup", handle.Reveal(), template: null);
}
