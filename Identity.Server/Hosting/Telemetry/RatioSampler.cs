using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Identity.Server.Hosting.Telemetry;

/// <summary>Chooses by the trace's own number which requests are traced: all nodes, and all services that choose alike, choose the same ones.</summary>
/// <remarks>W3C Trace Context: anybody can ask for a trace to be recorded, so the wish of a caller decides nothing here.</remarks>
internal sealed class RatioSampler(double ratio) : Sampler
{
    private readonly TraceIdRatioBasedSampler _byNumber = new(ratio);

    /// <remarks>A statement that no request and no job asked for is the server minding its own business, every few seconds.</remarks>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.Kind == ActivityKind.Client && samplingParameters.ParentContext.TraceId == default
            ? new SamplingResult(SamplingDecision.Drop)
            : _byNumber.ShouldSample(in samplingParameters);
}
