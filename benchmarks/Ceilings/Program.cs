using Ceilings;

// What bare Kestrel does when an answer costs nothing, one signature, one durable row, or both: no server can do more.
if (args is ["crypt", var seconds])
{
    Console.WriteLine(LibcryptRate.Measure(int.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture)));
    return;
}

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();

await using var app = builder.Build();
using var rsa = SignatureWork.Rsa2048();
using var es256 = SignatureWork.EcdsaP256();
await using var inserts = await InsertWork.OpenAsync(app.Configuration["Database"], CancellationToken.None);

var sizes = (app.Configuration["Sizes"] ?? "1000")
    .Split(',')
    .Select(size => int.Parse(size, System.Globalization.CultureInfo.InvariantCulture));
foreach (var size in sizes.Distinct())
{
    var answer = new FixedAnswer(size);
    Map("http", answer.SendAsync);
    Map(
        "rsa",
        http =>
        {
            rsa.Sign();
            return answer.SendAsync(http);
        }
    );
    Map(
        "es256",
        http =>
        {
            es256.Sign();
            return answer.SendAsync(http);
        }
    );
    Map(
        "insert",
        async http =>
        {
            await inserts.InsertAsync(http.RequestAborted);
            await answer.SendAsync(http);
        }
    );
    Map(
        "rsa-insert",
        async http =>
        {
            await inserts.InsertAsync(http.RequestAborted);
            rsa.Sign();
            await answer.SendAsync(http);
        }
    );

    void Map(string work, RequestDelegate handle)
    {
        var route = $"/{work}/{size}";
        app.MapGet(route, handle);
        app.MapPost(
            route,
            async http =>
            {
                await RequestBody.DrainAsync(http);
                await handle(http);
            }
        );
    }
}

await app.RunAsync();
