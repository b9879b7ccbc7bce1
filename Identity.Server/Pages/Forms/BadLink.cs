namespace Identity.Server.Pages.Forms;

/// <summary>What `_BadLink` offers in place of a link that is good for nothing. Why it is not, nobody is told.</summary>
internal sealed record BadLink(string AgainAddress, string AgainText);
