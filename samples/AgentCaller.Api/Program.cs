using System.Text.Json;
using AgentCaller.Api;
using Identity.Authentication;
using Npgsql;

var builder = WebApplication.CreateBuilder(args);
var settings = builder.Configuration;

// Tokens under a secret that the identity server and this API share. The second one is for the time in which one replaces
// the other: it is given to this API first, and to the server then.
builder
    .Services.AddAuthentication()
    .AddAccessTokenValidation(options =>
    {
        options.SharedSecrets =
        [
            .. new[] { settings["AGENTCALLER_SECRET"], settings["AGENTCALLER_SECRET_OTHER"] }
                .Where(secret => !string.IsNullOrEmpty(secret))
                .Select(secret => secret!),
        ];
        // Our tokens name no audience: the secret is for us alone. One that names another is refused.
        options.Audience = "urn:agentcaller:api";
        options.Algorithms = ["HS256"];
    });
builder.Services.AddAuthorization();

var database = settings["AGENTCALLER_DATABASE"];
builder.Services.AddSingleton(_ =>
    NpgsqlDataSource.Create(database ?? throw new InvalidOperationException("AGENTCALLER_DATABASE is not set."))
);
builder.Services.AddCors(cors =>
    cors.AddDefaultPolicy(policy =>
        policy.WithOrigins(settings["FRONTEND_URL"] ?? "http://localhost:3002").AllowAnyHeader().AllowAnyMethod()
    )
);

// A body that cannot be read is 400, in Development too.
builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = false);
builder.Services.ConfigureHttpJsonOptions(json =>
    json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower
);

var app = builder.Build();
await Schema.EnsureAsync(app.Services.GetRequiredService<NpgsqlDataSource>());

// What the front end expects to read beside a status: {"detail":"…"}.
app.UseStatusCodePages(Refusal.WriteAsync);
app.UseCors();
app.UseAuthentication();
app.UseAuthorization();

// Every path below asks for a token.
var api = app.MapGroup("/v1").RequireAuthorization();
ClientEndpoints.Map(api);
AppointmentEndpoints.Map(api);

await app.RunAsync($"http://localhost:{settings["PORT"] ?? "8000"}");
