using System.Text.Json;
using Identity.Authentication;
using IssueTracker.Api;

var builder = WebApplication.CreateBuilder(args);
var settings = builder.Configuration;

// RS256 tokens, and a question about each: a manager who is suspended, or has signed out, is refused with the next request.
builder
    .Services.AddAuthentication()
    .AddAccessTokenValidation(options =>
    {
        options.Authority = settings["ISSUER"] ?? "http://localhost:5000";
        options.Audience = "urn:issue-tracker:api";
        options.Algorithms = ["RS256"];
        options.RevocationSensitive = true;
        options.ClientId = settings["CLIENT_ID"] ?? "issue-tracker-api";
        options.ClientSecret = settings["CLIENT_SECRET"];
    });

builder
    .Services.AddAuthorizationBuilder()
    .AddPolicy("managers", policy => policy.RequireScope("issues").RequireAssertion(Managers.AreVerified));

builder.Services.AddCors(cors =>
    cors.AddDefaultPolicy(policy =>
        policy.WithOrigins(settings["FRONTEND_URL"] ?? "http://localhost:3001").AllowAnyHeader().AllowAnyMethod()
    )
);

// A body that cannot be read is 400, in Development too.
builder.Services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = false);
builder.Services.ConfigureHttpJsonOptions(json =>
    json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower
);
builder.Services.AddSingleton(TimeProvider.System).AddSingleton<Tracker>();

var app = builder.Build();
app.UseCors();
app.UseAuthentication();
app.UseAuthorization();

// Whoever has a problem needs no account.
PublicEndpoints.Map(app.MapGroup("/api/public"));
ManagerEndpoints.Map(app.MapGroup("/api").RequireAuthorization("managers"));

await app.RunAsync($"http://localhost:{settings["PORT"] ?? "8002"}");
