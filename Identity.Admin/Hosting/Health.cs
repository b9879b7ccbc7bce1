namespace Identity.Admin.Hosting;

/// <summary>Asks the site that runs beside it whether it answers, where nothing else is at hand to ask, as in a container.</summary>
internal static class Health
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <param name="arguments">The address, such as http://127.0.0.1:8080; without one, the port that the site listens on.</param>
    public static async Task<int> AskAsync(string[] arguments)
    {
        var at = new Uri(new Uri(arguments is [var said] ? said : Listening()), "/health/live");
        using var limit = new CancellationTokenSource(Patience);
        using var client = new HttpMessageInvoker(
            new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }
        );
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            using var answer = await client.SendAsync(request, limit.Token);
            await Console.Out.WriteLineAsync($"{at} answers {(int)answer.StatusCode}.");
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (HttpRequestException e)
        {
            await Console.Error.WriteLineAsync($"{at} does not answer: {e.GetBaseException().Message}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"{at} has not answered for {Patience.TotalSeconds} seconds.");
            return 1;
        }
    }

    private static string Listening()
    {
        var variables = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var port = variables["ASPNETCORE_HTTP_PORTS"] ?? variables["ADMIN_PORT"] ?? "5001";
        return $"http://127.0.0.1:{port.Split(';')[0]}";
    }
}
