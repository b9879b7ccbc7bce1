using System.Globalization;
using Identity.Server.Clients;
using Identity.Server.Pages.Look;

namespace Identity.Server.Pages.Requests;

/// <summary>How an app is shown: by its name, and by its picture or else the first letter.</summary>
/// <param name="Picture">The address of its logo, which is somebody else's; null where it has none that can be shown.</param>
internal sealed record AppFace(string Name, string? Picture)
{
    public static AppFace Of(Client client) =>
        new(
            client.Name,
            PublicAddress.Of(client.Metadata.LogoUri) is { } logo && ContentSource.OriginOf(logo) is not null
                ? logo
                : null
        );

    public string Letter => StringInfo.GetNextTextElement(Name.TrimStart()).ToUpper(CultureInfo.CurrentCulture);

    /// <summary>From where the page must be allowed to load the picture.</summary>
    public string? PictureSource => Picture is null ? null : ContentSource.OriginOf(Picture);
}
