using Microsoft.AspNetCore.Html;

namespace Identity.Server.Pages.Forms;

/// <summary>What `_Sent` says of a letter that is on its way.</summary>
/// <param name="Lead">Where it went and what it brings, in a way that is true whether or not there is an account.</param>
/// <param name="AgainAddress">Where another can be asked for.</param>
internal sealed record SentLetter(IHtmlContent Lead, string AgainAddress);
