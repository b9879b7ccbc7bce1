using System.Text.Json;

namespace Identity.Server.Users.Passwords.Policy;

/// <summary>Says which rule a password breaks, to the person who chose it and to their front end.</summary>
internal static class PasswordSentence
{
    public static string Of(PasswordFault fault, int minimumLength) =>
        fault switch
        {
            PasswordFault.TooShort => $"The password must have at least {minimumLength} characters.",
            PasswordFault.TooLong => $"The password must have at most {PasswordRules.MaximumBytes} bytes in UTF-8.",
            PasswordFault.NotText => "The password holds something that is not text.",
            PasswordFault.NoUpperCase => "The password must contain an upper-case letter.",
            PasswordFault.NoLowerCase => "The password must contain a lower-case letter.",
            PasswordFault.NoDigit => "The password must contain a digit.",
            PasswordFault.NoSpecial => "The password must contain a special character.",
            PasswordFault.TooCommon => "The password is one that many people use.",
            PasswordFault.TooSimilar => "The password is too much like the e-mail address.",
            PasswordFault.Breached => "The password is in a list of stolen passwords.",
            _ => "The password cannot be used.",
        };

    public static string CodeOf(PasswordFault fault) => JsonNamingPolicy.SnakeCaseLower.ConvertName(fault.ToString());
}
