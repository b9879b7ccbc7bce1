using Identity.Server.Mail.Letters.AccountExists;
using Identity.Server.Mail.Letters.ApproveEmailChange;
using Identity.Server.Mail.Letters.ConfirmEmailChange;
using Identity.Server.Mail.Letters.EmailChanged;
using Identity.Server.Mail.Letters.Invitation;
using Identity.Server.Mail.Letters.NewSignIn;
using Identity.Server.Mail.Letters.PasswordChanged;
using Identity.Server.Mail.Letters.ResetPassword;
using Identity.Server.Mail.Letters.VerifyEmail;

namespace Identity.Server.Mail.Rendering;

/// <summary>One letter that we know: the component that renders it, and an example with made-up data.</summary>
/// <param name="Name">As its writer is called, in the outbox and on the command line.</param>
internal sealed record LetterKind(string Name, Type Component, Letter Example)
{
    private const string Site = "https://id.example.com";
    private const string MadeUp = "MADE-UP-FOR-THE-PREVIEW";
    private static readonly TimeSpan AnHour = TimeSpan.FromHours(1);
    private static readonly TimeSpan ADay = TimeSpan.FromDays(1);
    private static readonly DateTimeOffset Then = new(2030, 1, 31, 14, 5, 0, TimeSpan.Zero);

    public static IReadOnlyList<LetterKind> All { get; } =
    [
        new("verify_email", typeof(VerifyEmail), new VerifyEmailLetter($"{Site}/verify-email?token={MadeUp}", ADay)),
        new(
            "reset_password",
            typeof(ResetPassword),
            new ResetPasswordLetter($"{Site}/reset-password?token={MadeUp}", AnHour)
        ),
        new(
            "invitation",
            typeof(Invitation),
            new InvitationLetter($"{Site}/invitation?token={MadeUp}", TimeSpan.FromDays(7))
        ),
        new(
            "account_exists",
            typeof(AccountExists),
            new AccountExistsLetter($"{Site}/signin", $"{Site}/forgot-password")
        ),
        new("password_changed", typeof(PasswordChanged), new PasswordChangedLetter(Then, $"{Site}/forgot-password")),
        new(
            "approve_email_change",
            typeof(ApproveEmailChange),
            new ApproveEmailChangeLetter("new@example.com", $"{Site}/account/email/approve?token={MadeUp}", ADay)
        ),
        new(
            "confirm_email_change",
            typeof(ConfirmEmailChange),
            new ConfirmEmailChangeLetter($"{Site}/account/email/confirm?token={MadeUp}", ADay)
        ),
        new("email_changed", typeof(EmailChanged), new EmailChangedLetter("new@example.com", Then)),
        new("new_sign_in", typeof(NewSignIn), new NewSignInLetter("Firefox, Linux", Then, $"{Site}/account")),
    ];

    private static readonly Dictionary<Type, LetterKind> ByContent = All.ToDictionary(kind => kind.Example.GetType());

    public static LetterKind Of(Letter letter) =>
        ByContent.GetValueOrDefault(letter.GetType())
        ?? throw new InvalidOperationException($"No component renders a {letter.GetType().Name}.");

    public static LetterKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
