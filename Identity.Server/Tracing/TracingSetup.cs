namespace Identity.Server.Tracing;

/// <summary>Opens the room. What retraces requests and tokens is added by whoever takes their steps.</summary>
internal static class TracingSetup
{
    public static IServiceCollection AddTracing(this IServiceCollection services) =>
        services.AddSingleton<Traces>().AddSingleton<ITracer<PastedNumber>, NumberTracer>();
}
