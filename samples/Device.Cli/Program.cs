using System.Net.Http.Headers;
using System.Net.Http.Json;
using Device.Cli;

var issuer = (Environment.GetEnvironmentVariable("ISSUER") ?? "http://localhost:5000").TrimEnd('/');
var clientId = Environment.GetEnvironmentVariable("CLIENT_ID") ?? "tv";
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
{
    Timeout = TimeSpan.FromSeconds(10),
};
var metadata = await http.GetFromJsonAsync<Metadata>($"{issuer}/.well-known/openid-configuration", stop.Token);
if (metadata?.Issuer != issuer)
{
    Console.Error.WriteLine($"{issuer} calls itself {metadata?.Issuer}.");
    return 1;
}

var login = new DeviceLogin(http, metadata, clientId, TimeProvider.System);
var begun = await login.BeginAsync("openid profile email", stop.Token);
Console.WriteLine(
    $"""

      On your phone or computer, open   {begun.Address}
      and type                          {begun.UserCode}

    """
);

// One that is ours may show the whole address, as a link or a QR code; RFC 8628 §5.4 says why another's may not.
if (begun.CompleteAddress is { } complete)
    Console.WriteLine($"  or open   {complete}\n");

var answer = await login.WaitAsync(begun, stop.Token);
if (answer.AccessToken is null)
{
    Console.Error.WriteLine($"{answer.Error}: {answer.Description}");
    return 1;
}

http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", answer.AccessToken);
var person = await http.GetFromJsonAsync<Person>(metadata.UserInfoEndpoint, stop.Token);
Console.WriteLine($"Good day, {person?.Name ?? person?.Email ?? "stranger"}.");
return 0;
