using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Identity.Server.Users.Passwords.Policy;

/// <summary>Whether new passwords are looked up among the stolen ones, and where.</summary>
internal sealed class BreachOptions : IValidatableObject
{
    public const string Section = "Passwords:Breaches";

    /// <summary>
    /// A server of the range protocol, such as https://api.pwnedpasswords.com/range or a mirror of one's own; empty for none.
    /// It learns five hexadecimal digits of a hash, which hundreds of stolen passwords share.
    /// </summary>
    public Uri? Url { get; init; }

    /// <summary>How long a person may have to wait for it; past this the password is let through.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:10")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Url is not null && !IsGood(Url))
        {
            yield return new ValidationResult(
                "Passwords:Breaches:Url must be an https URL without a query (http only to this machine itself)."
            );
        }
    }

    // Over plain http, whoever listens learns the digits, and whoever is in between the answer.
    private static bool IsGood(Uri url) =>
        url.IsAbsoluteUri
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
        && url is { Query: "", Fragment: "", UserInfo: "" };
}

[OptionsValidator]
internal sealed partial class BreachOptionsValidator : IValidateOptions<BreachOptions>;
