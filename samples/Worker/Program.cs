using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Worker;

var builder = Host.CreateApplicationBuilder(args);
builder
    .Services.AddOptions<WorkerOptions>()
    .Bind(builder.Configuration.GetSection(WorkerOptions.Section))
    .ValidateDataAnnotations()
    .ValidateOnStart();

// One line for what happens here, and none for what HttpClient does with it.
builder.Logging.AddSimpleConsole(console => console.SingleLine = true).AddFilter("System.Net.Http", LogLevel.Warning);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<AccessTokens>();
builder.Services.AddTransient<BearerHandler>();
builder
    .Services.AddHttpClient(AccessTokens.Client)
    .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });
builder
    .Services.AddHttpClient<Notes>(
        (services, http) => http.BaseAddress = services.GetRequiredService<IOptions<WorkerOptions>>().Value.Api
    )
    .AddHttpMessageHandler<BearerHandler>();
builder.Services.AddHostedService<Rounds>();

await builder.Build().RunAsync();
