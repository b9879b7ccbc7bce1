namespace Identity.Server.Mail;

/// <summary>Makes the links in letters: from the configured public address, or from a front end's own that was configured, and never from a request.</summary>
/// <param name="publicUrl">The server's address as people's browsers reach it, without a slash at the end.</param>
internal sealed class PublicLinks(string publicUrl)
{
    /// <summary>Where a front end's own address has the token.</summary>
    public const string Placeholder = "{token}";

    public string To(string path) => publicUrl + path;

    /// <param name="path">The page of ours that takes the token.</param>
    /// <param name="token">In base64url: it needs no escaping.</param>
    /// <param name="template">A front end's own page instead, with <see cref="Placeholder"/>; null for ours.</param>
    public string With(string path, string token, string? template) =>
        template?.Replace(Placeholder, token, StringComparison.Ordinal) ?? $"{publicUrl}{path}?token={token}";
}
