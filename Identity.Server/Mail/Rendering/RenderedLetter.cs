namespace Identity.Server.Mail.Rendering;

/// <summary>A letter in the words and the form in which it is read.</summary>
internal sealed record RenderedLetter(string Subject, string Html, string Text)
{
    // The link is as good as a password.
    public override string ToString() => Subject;
}
