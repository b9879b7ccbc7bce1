using System.Security.Claims;
using Identity.Authentication;
using Microsoft.AspNetCore.Authentication;

namespace Bff;

/// <summary>What the page learns of whoever is signed in, which is no token, and how it signs them out.</summary>
internal static class Person
{
    /// <returns>Null where nobody is.</returns>
    public static async Task<IResult> ShowAsync(HttpContext http, ClaimsPrincipal user) =>
        user.Identity?.IsAuthenticated != true
            ? Results.Json<object?>(null)
            : Results.Json(
                new
                {
                    Name = user.Identity?.Name,
                    Email = user.FindFirstValue("email"),
                    AccessUntil = await http.GetTokenAsync("expires_at"),
                }
            );

    /// <summary>Ends the session here, and tells the page where it ends at the server: only a whole browser can go there.</summary>
    public static async Task<IResult> SignOutAsync(HttpContext http)
    {
        await http.SignOutAsync(OpenIdConnectSignInExtensions.Scheme, new() { RedirectUri = "/" });
        var address = http.Response.Headers.Location.ToString();
        http.Response.Headers.Remove("Location");
        return Results.Json(new { Address = address }, statusCode: StatusCodes.Status200OK);
    }
}
