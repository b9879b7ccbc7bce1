using System.Diagnostics;

namespace Identity.Server.Hosting.Telemetry;

/// <summary>Begins spans of our own. (A source by itself in the container would be taken by the web server for its own.)</summary>
internal sealed class ServerSpans : IDisposable
{
    private readonly ActivitySource _source = new(TelemetrySetup.Name, BuildVersion.Text);

    /// <returns>The span; null where nobody traces it.</returns>
    public Activity? Begin(string name) => _source.StartActivity(name);

    public void Dispose() => _source.Dispose();
}
