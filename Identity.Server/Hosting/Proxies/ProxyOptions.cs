using System.ComponentModel.DataAnnotations;
using System.Net;
using Identity.Server.Hosting.Settings;
using Microsoft.Extensions.Options;

namespace Identity.Server.Hosting.Proxies;

/// <summary>Whom we believe when they say for whom they ask.</summary>
internal sealed class ProxyOptions : IValidatableObject
{
    public const string Section = "Proxies";

    /// <summary>
    /// Addresses and networks (`10.0.0.0/8`) of the proxies in front of us, separated by commas or as a JSON array. Their X-Forwarded-For and
    /// X-Forwarded-Proto count, and nobody else's: anybody can write them.
    /// </summary>
    public string Known { get; init; } = "";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        from entry in NetworkSetting.Faults(Known)
        select new ValidationResult($"Proxies:Known has '{entry}', which is neither an address nor a network.");

    public IEnumerable<IPNetwork> Networks() => NetworkSetting.Read(Known);
}

[OptionsValidator]
internal sealed partial class ProxyOptionsValidator : IValidateOptions<ProxyOptions>;
