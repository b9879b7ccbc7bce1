using Bff;
using Identity.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

var builder = WebApplication.CreateBuilder(args);
var settings = Settings.Of(builder.Configuration);
builder.WebHost.UseUrls(settings.Address);

// Sessions with their tokens stay here. One node keeps them in its memory; several need a cache of theirs, such as Redis.
builder.Services.AddDistributedMemoryCache();
builder
    .Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
    .AddCookie(cookie => cookie.Cookie.Name = "notes-bff")
    .AddOpenIdConnectSignIn(options =>
    {
        options.Authority = settings.Issuer;
        options.ClientId = settings.ClientId;
        options.ClientSecret = settings.ClientSecret;
        options.Scopes.Add("notes.read");
        options.Scopes.Add("notes.write");
        options.KeepsSessionsOnServer = true;
        options.AccessDeniedPath = "/";
        options.Events.OnRemoteFailure = context =>
        {
            context.Response.Redirect("/?problem");
            context.HandleResponse();
            return Task.CompletedTask;
        };
    });
builder.Services.AddApiClient(Forwarding.Api, settings.Api);
builder.Services.AddAuthorization();

var app = builder.Build();
app.Use(
    (http, next) =>
    {
        http.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'; form-action 'none'";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        return next(http);
    }
);
app.UseDefaultFiles();
app.UseStaticFiles();
app.UseAuthentication();
app.UseAuthorization();

app.MapGet("/bff/sign-in", () => Results.Challenge(new SignInProperties { RedirectUri = "/" }));

// All else is for our own page's script: it proves that it is ours by a header.
var script = app.MapGroup("").AddEndpointFilter<OwnScript>();
script.MapGet("/bff/user", Person.ShowAsync);
script.MapPost("/bff/sign-out", (Delegate)Person.SignOutAsync).RequireAuthorization();
script.MapMethods("/api/{**path}", ["GET", "POST"], Forwarding.ForwardAsync).RequireAuthorization();
app.Run();
