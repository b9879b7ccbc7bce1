namespace Identity.Server.Mail;

/// <summary>What one letter says. Each has a folder with this record and the component that renders it.</summary>
/// <remarks>Public, for Razor makes components public and the letter is what they are given.</remarks>
public abstract record Letter
{
    // A link is as good as a password: it never reaches a log by way of its letter.
    public sealed override string ToString() => GetType().Name;
}
