using Identity.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using WebApp;

var builder = WebApplication.CreateBuilder(args);
var settings = Settings.Of(builder.Configuration);
builder.WebHost.UseUrls(settings.Address);

builder
    .Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
    // Browsers tell hosts apart, and not ports: two apps on one machine need two names.
    .AddCookie(cookie => cookie.Cookie.Name = "notes-web")
    .AddOpenIdConnectSignIn(options =>
    {
        options.Authority = settings.Issuer;
        options.ClientId = settings.ClientId;
        options.ClientSecret = settings.ClientSecret;
        options.Scopes.Add("notes.read");
        options.Scopes.Add("notes.write");
        options.AccessDeniedPath = "/";
        options.Events.OnRemoteFailure = context =>
        {
            context.Response.Redirect("/problem");
            context.HandleResponse();
            return Task.CompletedTask;
        };
    });
builder.Services.AddApiClient("notes", settings.Api);
builder.Services.AddScoped<Notes>();
builder.Services.AddAuthorization();
builder.Services.AddRazorPages(pages => pages.Conventions.AuthorizePage("/Profile"));

var app = builder.Build();
app.Use(
    (http, next) =>
    {
        // A form that signs out is led on to the server: its origin is the only other one that anything here may reach.
        http.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'; form-action 'self' {settings.Issuer}";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        return next(http);
    }
);
app.UseStaticFiles();
app.UseAuthentication();
app.UseAuthorization();
app.MapRazorPages();
app.MapGet("/sign-in", () => Results.Challenge(new SignInProperties { RedirectUri = "/" }));
app.Run();
