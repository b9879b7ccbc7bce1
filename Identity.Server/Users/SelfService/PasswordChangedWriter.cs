using System.Globalization;
using Identity.Server.Mail;
using Identity.Server.Mail.Letters.PasswordChanged;

namespace Identity.Server.Users.SelfService;

/// <summary>Writes to somebody whose password was changed.</summary>
internal sealed class PasswordChangedWriter(People people, PublicLinks links) : ILetterWriter
{
    public const string Name = "password_changed";
    private const string At = "at";

    public string Kind => Name;

    public static Dictionary<string, string> About(DateTimeOffset at) =>
        new(StringComparer.Ordinal) { [At] = at.ToString("O", CultureInfo.InvariantCulture) };

    public async Task<WrittenLetter?> WriteAsync(QueuedLetter letter, CancellationToken ct)
    {
        if (await people.FindActiveAsync(letter.Recipient, ct) is not { } person)
            return null;
        var at = DateTimeOffset.Parse(letter.About[At], CultureInfo.InvariantCulture);
        return new WrittenLetter(
            person.Email,
            person.Name,
            person.Locale,
            new PasswordChangedLetter(at, links.To("/forgot-password"))
        );
    }
}
