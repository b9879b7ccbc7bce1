using System.ComponentModel.DataAnnotations;
using System.Net;
using Identity.Server.Hosting.Settings;
using Microsoft.Extensions.Options;

namespace Identity.Server.Fetching;

/// <summary>Where the server may be sent by the URLs that others register, and how long it waits there.</summary>
internal sealed class FetchOptions : IValidatableObject
{
    public const string Section = "Fetching";

    /// <summary>URLs of this machine itself, also by http; where nothing is said, in Development alone.</summary>
    public bool? AllowLoopback { get; init; }

    /// <summary>
    /// Addresses and networks (`10.1.0.0/16`) of one's own, separated by commas or as a JSON array, that URLs of clients may lead into although
    /// they are not public.
    /// </summary>
    public string AllowedNetworks { get; init; } = "";

    /// <summary>How long one fetch may take in all: looking the name up, connecting, and the last byte of the answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from entry in NetworkSetting.Faults(AllowedNetworks)
        select new ValidationResult(
            $"Fetching:AllowedNetworks has '{entry}', which is neither an address nor a network."
        );

    public IEnumerable<IPNetwork> Networks() => NetworkSetting.Read(AllowedNetworks);
}

[OptionsValidator]
internal sealed partial class FetchOptionsValidator : IValidateOptions<FetchOptions>;
