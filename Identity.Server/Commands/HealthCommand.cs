using System.CommandLine;
using Identity.Server.Hosting;

namespace Identity.Server.Commands;

/// <summary>`health`: asks the server of this machine how it is, where nothing else is at hand to ask, as in a container.</summary>
internal static class HealthCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static Command Create(CommandHost host)
    {
        var ready = new Option<bool>("--ready")
        {
            Description = "Whether it can do its work; without it, whether it can answer at all.",
        };
        var url = new Option<string?>("--url")
        {
            Description = "Where it is, such as http://127.0.0.1:8080; without it, where the settings have it listen.",
        };
        return host.OnSettings(
            new Command("health", "Ask a running server how it is; the exit status is 0 where it is well.")
            {
                ready,
                url,
            },
            (start, arguments, ct) =>
            {
                var text = arguments.GetValue(url) ?? ListeningAddress.Of(start.CreateBuilder().Configuration);
                if (
                    !Uri.TryCreate(text, UriKind.Absolute, out var at)
                    || (at.Scheme != Uri.UriSchemeHttp && at.Scheme != Uri.UriSchemeHttps)
                )
                {
                    return Task.FromResult(ExitStatus.Fail($"'{text}' is no address, such as http://127.0.0.1:8080."));
                }
                return AskAsync(new Uri(at, arguments.GetValue(ready) ? "/health/ready" : "/health/live"), ct);
            }
        );
    }

    private static async Task<int> AskAsync(Uri at, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        // Straight there: a proxy of the environment has nothing to do with it.
        using var client = new HttpMessageInvoker(
            new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }
        );
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            using var answer = await client.SendAsync(request, limit.Token);
            if (!answer.IsSuccessStatusCode)
                return ExitStatus.Fail($"{at} answers {(int)answer.StatusCode}.");
            Console.WriteLine($"{at} answers {(int)answer.StatusCode}.");
            return 0;
        }
        catch (HttpRequestException e)
        {
            return ExitStatus.Fail($"{at} does not answer: {e.GetBaseException().Message}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return ExitStatus.Fail($"{at} has not answered for {Patience.TotalSeconds} seconds.");
        }
    }
}
