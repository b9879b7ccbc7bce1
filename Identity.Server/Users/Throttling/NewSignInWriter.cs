using System.Globalization;
using Identity.Server.Mail;
using Identity.Server.Mail.Letters.NewSignIn;

namespace Identity.Server.Users.Throttling;

/// <summary>Writes to somebody whose account was signed in to with a browser that it does not know.</summary>
internal sealed class NewSignInWriter(People people, PublicLinks links) : ILetterWriter
{
    public const string Name = "new_sign_in";
    private const string Device = "device";
    private const string At = "at";

    public string Kind => Name;

    public static Dictionary<string, string> About(string device, DateTimeOffset at) =>
        new(StringComparer.Ordinal) { [Device] = device, [At] = at.ToString("O", CultureInfo.InvariantCulture) };

    public async Task<WrittenLetter?> WriteAsync(QueuedLetter letter, CancellationToken ct)
    {
        if (await people.FindActiveAsync(letter.Recipient, ct) is not { } person)
            return null;
        var at = DateTimeOffset.Parse(letter.About[At], CultureInfo.InvariantCulture);
        return new WrittenLetter(
            person.Email,
            person.Name,
            person.Locale,
            new NewSignInLetter(letter.About[Device], at, links.To("/account"))
        );
    }
}
