using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Identity.Server.Hosting.Telemetry;

/// <summary>How traces and metrics are handed over.</summary>
internal enum OtlpTransport
{
    Grpc,
    Http,
}

/// <summary>Where traces and metrics are sent to, and how many of the traces.</summary>
internal sealed class TelemetryOptions : IValidatableObject
{
    public const string Section = "Telemetry";

    /// <summary>The OpenTelemetry collector, such as `http://127.0.0.1:4317`. Nothing is sent where it is not set.</summary>
    public string? OtlpEndpoint { get; init; }

    /// <summary>gRPC, which collectors hear at port 4317, or protobuf by HTTP, at 4318.</summary>
    public OtlpTransport OtlpProtocol { get; init; } = OtlpTransport.Grpc;

    /// <summary>The share of requests that are traced: 0 for none, 1 for all. Callers cannot raise it.</summary>
    [Range(0.0, 1.0)]
    public double SamplingRatio { get; init; } = 0.1;

    /// <summary>What the server is called there.</summary>
    [Required]
    public string ServiceName { get; init; } = "identity";

    /// <returns>Where to send; null where nothing is sent.</returns>
    public Uri? Collector() =>
        Uri.TryCreate(OtlpEndpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrEmpty(OtlpEndpoint) && Collector() is null)
            yield return new ValidationResult("Telemetry:OtlpEndpoint must be an absolute http or https URL.");
    }
}

[OptionsValidator]
internal sealed partial class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>;
